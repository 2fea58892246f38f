import type { Inspection } from "../../../datasets/index.ts";
import type { AddCommand } from "../command.ts";
import { openOrRefuse } from "../open.ts";
import { wholeNumber } from "../options.ts";
import { printable } from "../printable.ts";

export const addInspect: AddCommand = (program, session) => {
  program
    .command("inspect")
    .description("say what a dataset is: format, shards, pairs, columns, licences, trouble")
    .argument("<uri...>", "folder, file, {00000..00099}.tar, glob, or the built-in `sample`")
    .option("--limit <n>", "read at most n pairs", wholeNumber(1), 10_000)
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice inspect sample\n  sluice inspect 'cc12m.tsv' --limit 1000000 --json",
    )
    .action(async (uris: readonly string[], flags: { readonly limit: number; readonly json?: boolean }) => {
      const { inspectDataset } = await import("../../../datasets/index.ts");
      const dataset = await openOrRefuse(uris);
      const inspection = await inspectDataset(dataset, { limit: flags.limit, signal: session.signal });
      session.print(
        flags.json
          ? JSON.stringify({ schema: "sluice.inspection/1", ...inspection })
          : inspectionText(inspection),
      );
    });
};

function inspectionText(i: Inspection): string {
  return printable(JSON.stringify(i, null, 2));
}
