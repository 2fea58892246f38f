import type { AddCommand } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { oneOf } from "../../../words/options.ts";

interface Flags {
  readonly format: "text" | "md" | "csv";
  readonly json?: boolean;
}

/** `sluice card matrix`: how far a card fills nine ways to document a dataset, place by place. */
export const addMatrix: AddCommand = (card, session) => {
  card
    .command("matrix")
    .description(
      "say which places of each standard a dataset's card fills by facts, by answers, not at all, or leaves to others",
    )
    .argument("<folder>", "a run's folder, or s3://BUCKET/PREFIX, with a card")
    .option("--format <kind>", "text, md or csv (a line a place)", oneOf("text", "md", "csv"), "text")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nStandards: Datasheets for Datasets, Data Cards, Data Statements, Dataset Nutrition Label, Croissant RAI, the EU template of July 2025, the hub's dataset card, SPDX 3 Dataset, CycloneDX ML-BOM (docs/standards.md).\n\nExamples:\n  sluice card matrix runs/sample\n  sluice card matrix runs/sample --format csv > matrix.csv",
    )
    .action(async (folder: string, { format, json }: Flags) => {
      const { cardMatrix } = await import("../../../actions/card/matrix.ts");
      const matrix = await cardMatrix(folder);
      if (json)
        return session.print(jsonText({ schema: "sluice.card-matrix/1", standards: matrix.standards }));
      if (format === "md") return session.print(matrix.markdown());
      if (format === "csv") return session.print(matrix.csv().trimEnd());
      const { matrixText } = await import("../../../words/card-matrix-text.ts");
      session.print(matrixText(matrix.standards).join("\n"));
    });
};
