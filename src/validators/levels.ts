import { type Level, levels } from "./choices.ts";
import type { Finding } from "./finding.ts";

/** Rules of which the reference reader knows nothing: what they find keeps it from no file. */
const OURS = new Set(["keys", "placeholders", "published", "values", "license", "gating", "body"]);
/** What a dataset must say and the reference reader does without. */
const UNREAD = /^"(?:name|description|url|license|creator|datePublished|distribution)" is missing$/u;
/** Values that it takes as they are. */
const UNJUDGED = /\.(?:sha256|contentSize|url|license|keywords|inLanguage|sameAs)$|\["rai:/u;
/** Remarks on the reference reader that mean that it reads nothing at all. */
const FAILS = /doesn't extend https:\/\/schema\.org|reads the document as 0\.8/u;

/** The lowest level that a finding keeps a document from; null where it keeps it from none. */
export function keepsFrom({ class: kind, rule, node, message }: Finding): Level | null {
  if (kind === "reference") {
    if (FAILS.test(message)) return "readable";
    return /is recommended, and missing/u.test(message) ? "complete" : null;
  }
  if (kind === "warning") return "complete";
  const ours = OURS.has(rule) || (node === "$" && UNREAD.test(message)) || UNJUDGED.test(node);
  return ours ? "conforms" : "readable";
}

/** Which levels a document reaches. */
export function levelsOf(findings: readonly Finding[]): Readonly<Record<Level, boolean>> {
  const kept = findings.map(keepsFrom);
  const reaches = (level: Level) =>
    !kept.some((from) => from !== null && levels.indexOf(from) <= levels.indexOf(level));
  return {
    readable: reaches("readable"),
    // What only the reference reader cannot read conforms all the same.
    conforms: !findings.some((one) => one.class === "error"),
    complete: !findings.some((one) => one.class === "error") && !kept.includes("complete"),
  };
}
