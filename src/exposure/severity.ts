import { otherName, signals } from "../../filters/policies.ts";

/** Sums, and what only a second look gives: of most pairs it is null, and never above the others. */
const APART = ["image_nsfw", "image_porn_agreed"];

/** Probabilities of what nobody should have to see, by side; a drawing or a neutral picture is none. */
const HARMS = (["image", "text"] as const).map((side) => ({
  coverage: `${side}_coverage`,
  names: signals.map(({ id }) => id).filter((id) => id.startsWith(`${side}_`) && !APART.includes(id)),
}));

/**
 * How harmful a pair may be, in [0, 1]: the highest of its harm scores, wherever it is shown. What the run measures and
 * of this pair could not may be anything, as is a pair of which it measured nothing; a side that is not there is harmless.
 * @param row the pair's stored values, by column name
 */
export function severityOf(row: Readonly<Record<string, unknown>>): number {
  const known = HARMS.flatMap(({ coverage, names }) => {
    const isThere = row[coverage] !== "missing" && row[coverage] !== "none";
    return names.filter((name) => name in row).map((name) => (isThere ? (row[name] ?? 1) : 0));
  });
  // Most pairs have no other text: one that was measured counts.
  const others = HARMS.flatMap(({ names }) => names).map((name) => row[otherName(name)] ?? 0);
  return known.length === 0 ? 1 : Math.max(...[...known, ...others].map(Number));
}
