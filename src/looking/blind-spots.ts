import { counted } from "../process/figures.ts";
import { judgedBy } from "../run/content-digest.ts";
import type { DecidedRun } from "../run/decided-run.ts";

/** What may be looked for. */
type Kind = "image" | "url" | "domain" | "text";

const columns = { image: "sha256", url: "url", domain: "url", text: "caption" } as const;
const names = { image: "picture", url: "URL", domain: "URL", text: "caption" } as const;

/** The digest that a pair's content has where it is its first caption and its own picture, and nothing else. */
const ALONE = `sha256('[' || to_json(CASE WHEN caption IS NULL THEN []::VARCHAR[] ELSE [caption] END)
  || ',[],' || to_json(CASE WHEN sha256 IS NULL THEN []::VARCHAR[] ELSE [sha256] END) || ']')`;

/** What of a run was not looked at for an answer, a line each: a "no" is one of what was looked at alone. */
export async function blindSpots(
  { query, columns: known, missing, run }: DecidedRun,
  kind: Kind,
): Promise<readonly string[]> {
  const has = (name: string) => known.some((column) => column.name === name);
  const judged = judgedBy(run.inputs.filters);
  // Addresses are no part of what is measured.
  const isProven = kind === "image" ? judged.images : kind === "text" && judged.texts;
  const others = has("other_texts") ? "coalesce(other_texts, 0)" : "0";
  const alone = isProven && has("content") ? `coalesce(content = ${ALONE}, false)` : "false";
  const [row] = await query.rows<{ n: number; all: number; texts: number; more: number }>(
    `SELECT count(*) FILTER (${columns[kind]} IS NULL)::INTEGER AS n, count(*)::INTEGER AS "all",
       count(*) FILTER (${others} > 0)::INTEGER AS texts,
       count(*) FILTER (${columns[kind]} IS NOT NULL AND NOT ${alone})::INTEGER AS more FROM scores`,
  );
  const { n = 0, all = 0, texts = 0, more = 0 } = row ?? {};
  return [
    ...(n > 0 ? [`${n} of ${counted(all, "pair")} have no ${names[kind]} that the run keeps`] : []),
    ...(more > 0 ? [further(kind, more, all)] : []),
    ...(kind === "text" && texts > 0
      ? [`${texts} of ${counted(all, "pair")} have texts beside their captions, of which the run keeps none`]
      : []),
    ...(missing.length > 0 ? [`${counted(missing.length, "shard is", "shards are")} not audited`] : []),
    ...(run.inputs.sample === null && run.inputs.limit === null
      ? []
      : ["the run is of a part of its dataset"]),
    ...(kind === "image" && !has("phash")
      ? ["the run has no perceptual hashes: copies that were cut or saved anew are not found"]
      : []),
  ];
}

/** A run keeps of a pair one picture's hash, one address and one caption. */
function further(kind: Kind, more: number, all: number): string {
  switch (kind) {
    case "image":
      return `${more} of ${counted(all, "pair")} may hold further pictures: the run keeps the hash of the first`;
    case "text":
      return `${more} of ${counted(all, "pair")} may hold further captions: the run keeps the first`;
    case "url":
    case "domain":
      return `${more} of ${counted(all, "pair")} may hold further addresses: the run keeps the one of their picture`;
  }
}
