import type { DecidedRun } from "../run/decided-run.ts";
import type { Lens } from "../run/questions/lens.ts";
import { checkLens } from "../run/questions/rows.ts";
import { saveView } from "../views/saved-view.ts";

/** Saves what a lens shows, or the pairs that were marked, under a name. @returns the file @throws CliError (exit code 2) */
export async function saveLens(
  run: DecidedRun,
  lens: Lens,
  marks: readonly string[],
  { name, by, now }: { readonly name: string; readonly by: string; readonly now: Date },
): Promise<string> {
  await checkLens(run, lens);
  const made = now.toISOString();
  const { where, text, sort, keys = null } = lens;
  const chosen =
    marks.length === 0 ? { where, text, sort, keys } : { where: null, text: "", sort: null, keys: marks };
  return saveView(run.folder, { name, made, by, ...chosen });
}
