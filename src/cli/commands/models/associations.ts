import type { Command } from "commander";
import type { Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";

interface Flags {
  readonly device: string;
  readonly json?: boolean;
}

/** Adds `sluice models associations`. */
export function addAssociations(models: Command, session: Session): void {
  models
    .command("associations")
    .description("which groups of people a text encoder puts nearer to which ideas (WEAT), with exact tests")
    .argument("<id>", "a text encoder's or a CLIP model's id")
    .option("--device <name>", "auto, cpu, cuda, webgpu, coreml or dml", "auto")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice models associations minilm-l6-v2\n\nWords of our own choice, eight a set: p is of them, not of all names or professions.\nWhat is not found is not shown to be absent.",
    )
    .action((id: string, flags: Flags) => run(id, flags, session));
}

async function run(id: string, { device, json }: Flags, { print, say }: Session): Promise<void> {
  const { associationRows, associationsOf } = await import("../../../actions/models/associations.ts");
  const found = await associationsOf(id, device);
  if (json) return print(jsonText(found));
  const rows = associationRows(found);
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  for (const row of rows)
    print(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  say("p is of these words, eight a set; what is not found is not shown to be absent");
}
