import type { StoredRow } from "./questions/rows.ts";

/** UTF-16 units of a caption beyond which the lists have not searched it all. */
const SEARCHED = 20_000;

/**
 * How much a pair's caption may harm who reads it: the highest of its text scores, in [0, 1]. Null where that cannot
 * be said: a score is missing, the model did not read it, no list was searched, or a listed word stands in it.
 */
export function doubtOf(row: StoredRow): number | null {
  const { caption, error, text_unread: unread, text_coverage: coverage } = row;
  if (typeof caption !== "string" || typeof row["lexicon_severity"] !== "number") return null;
  if (!isEmpty(error) || !isEmpty(unread) || !(isEmpty(coverage) || coverage === "measured")) return null;
  if (Number(row["caption_length"] ?? caption.length) > SEARCHED) return null;
  const named = (start: string) => Object.entries(row).filter(([name]) => name.startsWith(start));
  if (named("lexicon_").some(([, hits]) => hits !== 0)) return null;
  const scores = named("text_").filter(([name]) => name !== "text_unread" && name !== "text_coverage");
  if (!scores.some(([name]) => name === "text_toxicity")) return null;
  const values = scores.map(([, value]) => (typeof value === "number" ? value : Number.NaN));
  return values.some(Number.isNaN) ? null : Math.max(...values);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}
