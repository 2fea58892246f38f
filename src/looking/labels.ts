import { basename } from "node:path";
import { type RunAt, withRun } from "../actions/open-run.ts";
import { CliError } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { waitingFor } from "../review/blind.ts";
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
        `Cannot import "${file}": wanted labels of pairs of ${run.folder}, got ${found.strangers.length} of other keys and ${counted(troubles.length, "line")} that are none`,
        { exitCode: 2 },
      );
    return { schema: "sluice.import/1", ...found, troubles };
  });
}

/** What is written where, and for whom. */
export interface ExportWish {
  readonly form: LabelForm;
  readonly to: string;
  /** Who asks: what others said of pairs that wait in their queue stays hidden. */
  readonly reviewer: string;
  /** Whether who judged is named; by number otherwise. */
  readonly names?: boolean;
}

/**
 * Writes what people said of some pairs, for other tools.
 * @returns labelled pairs of which nothing is said, since they wait for a verdict of who asks
 * @throws CliError (exit code 2) where `to` is there already
 */
export async function exportLabelFile(
  at: RunAt,
  which: WhichPairs,
  { form, to, reviewer, names = false }: ExportWish,
): Promise<number> {
  return withRun(at, async (run) => {
    const hidden = await waitingFor(run, reviewer);
    await writeOut(to, await labelsText(run, await lensFor(run, which), { form, hidden, names }));
    const { standing } = await run.labels();
    const labelled = standing.filter(({ key, verdict }) => verdict !== "skip" && hidden.has(key));
    return new Set(labelled.map(({ key }) => key)).size;
  });
}
