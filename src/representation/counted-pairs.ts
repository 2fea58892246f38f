import { literal } from "../run/literal.ts";

/** The host of a picture's address, without the root's dot; empty where it has none. */
export const HOST =
  "regexp_replace(lower(regexp_extract(url, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/:?#]+)', 1)), '\\.$', '')";

/** The year in a picture's address; empty where none is. */
export const YEAR = "regexp_extract(url, '/((?:19[89]|20[0-4])[0-9])/(?:0?[1-9]|1[0-2])/', 1)";

/** What a table counts pairs by; nothing in them is the separator of a list of them. */
export const counted = {
  group: (axis: string, value: string) => `${axis} ${value}`,
  term: (axis: string, term: string) => `word ${axis} ${term}`,
  slur: (kind: string) => `slur ${kind}`,
  dialect: (cue: string) => `dialect ${cue}`,
  wording: (cue: string) => `wording ${cue}`,
} as const;

/** The pairs that one row of a table counts, as a predicate. */
export function countedBy(what: string): string {
  return `list_contains(string_split(depicts, ';'), '${literal(what)}')`;
}
