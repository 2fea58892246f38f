import { basename } from "node:path";
import { type RunAt, withRun } from "../actions/open-run.ts";
import { CliError } from "../process/errors.ts";
import { readForeignLabels } from "../views/label-file.ts";
import type { LabelForm } from "../views/label-forms.ts";
import { type Imported, importLabels } from "../views/labels-in.ts";
import { labelsText } from "../views/labels-out.ts";
import { lensFor, type WhichPairs, writeOut } from "./lists.ts";

/**
 * Writes a file's labels into the run's label files: they decide pairs and enter no estimate.
 * @throws CliError (exit code 2) where the file is none of labels, or no line of it names a pair of the run
 */
export async function importLabelFile(
  at: RunAt,
  file: string,
  { reviewer, now }: { readonly reviewer: string; readonly now: () => Date },
): Promise<Imported> {
  const { labels, troubles } = await readForeignLabels(file);
  return withRun(at, async (run) => {
    const found = await importLabels(run, labels, { reviewer, source: basename(file), now });
    if (found.written === 0 && found.known === 0)
      throw new CliError(
        `Cannot import "${file}": wanted labels of pairs of ${run.folder}, got ${found.strangers.length} of other keys and ${troubles.length} lines that are none`,
        { exitCode: 2 },
      );
    return { schema: "sluice.import/1", ...found, troubles };
  });
}

/** Writes what people said of some pairs, for other tools. @throws CliError (exit code 2) where `to` is there already */
export async function exportLabelFile(
  at: RunAt,
  which: WhichPairs,
  { form, to }: { readonly form: LabelForm; readonly to: string },
): Promise<void> {
  const text = await withRun(at, async (run) => labelsText(run, await lensFor(run, which), form));
  await writeOut(to, text);
}
