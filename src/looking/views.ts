import type { DecidedRun } from "../run/decided-run.ts";
import type { Lens } from "../run/questions/lens.ts";
import { checkLens } from "../run/questions/rows.ts";
import { saveView } from "../views/saved-view.ts";

/** Saves what a lens shows, or the pairs that were marked, in its order, under a name. @returns the file @throws CliError (exit code 2) */
export async function saveLens(
  run: DecidedRun,
  lens: Lens,
  marks: readonly string[],
  { name, by, now }: { readonly name: string; readonly by: string; readonly now: Date },
): Promise<string> {
  await checkLens(run, lens);
  const made = now.toISOString();
  const { where, text, sort, keys = null, near } = marks.length === 0 ? lens : markedIn(lens, marks);
  return saveView(run.folder, { name, made, by, where, text, sort, keys, ...(near && { near }) });
}

/**
 * How a view's pairs are called, with its text, which may be taken away later; of chosen pairs that it narrows further
 * not by a name that a command line knows, since that predicate may be replaced.
 */
export function viewCrumb(name: string, { where, text, keys = null }: Lens): string {
  return `view ${name}${keys !== null && where !== null ? ", narrowed" : ""}${text === "" ? "" : ` /${text}`}`;
}

/** The marked pairs in a lens's order: those that were found by meaning as they were, others behind them. */
function markedIn({ sort, keys, near }: Lens, marks: readonly string[]): Lens {
  const marked = { where: null, text: "", sort };
  if (near === undefined) return { ...marked, keys: marks };
  const at = new Map(keys?.map((key, i) => [key, i]));
  const placeOf = (key: string) => at.get(key) ?? at.size;
  const ordered = marks.toSorted((a, b) => placeOf(a) - placeOf(b));
  return { ...marked, keys: ordered, near: ordered.map((key) => near[at.get(key) ?? -1] ?? null) };
}
