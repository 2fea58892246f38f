import type { Column } from "../../filters/index.ts";

const place: readonly Column[] = [
  { name: "shard", type: "utf8", meaning: "the shard that holds the pair" },
  { name: "row", type: "int32", meaning: "position in the shard, from 0" },
];

/** Columns of `duplicates.parquet`: pairs whose image comes earlier in the dataset. */
export const duplicateColumns: readonly Column[] = [
  ...place,
  { name: "duplicate_of", type: "utf8", meaning: "key of the first pair of the group" },
  {
    name: "duplicate_kind",
    type: "utf8",
    meaning: "`exact`: the same bytes; `near`: perceptual hashes linked",
  },
];

/** Columns of `topics.parquet`. */
export const topicColumns: readonly Column[] = [
  ...place,
  { name: "topic", type: "utf8", meaning: "words that tell the captions of its group from the others" },
];

/** Columns of `image-topics.parquet`. */
export const imageTopicColumns: readonly Column[] = [
  ...place,
  {
    name: "image_topic",
    type: "utf8",
    meaning: "words that tell the captions of the pictures like it from the others",
  },
];

/** Columns of `depicts.parquet`. */
export const depictsColumns: readonly Column[] = [
  ...place,
  {
    name: "depicts",
    type: "utf8",
    meaning:
      "whom and what its caption names, parted by `;`: groups (`gender women`), words (`word gender nun`), kinds of slurs, dialects, wordings of programs; null where nothing",
  },
  {
    name: "url_domain",
    type: "utf8",
    meaning: "the name that somebody registered, of the picture's address",
  },
  {
    name: "url_country",
    type: "utf8",
    meaning: "its country, and whether a list or its ending says so; `not said` where neither does",
  },
];

/** Columns of `consent.parquet`. */
export const consentColumns: readonly Column[] = [
  ...place,
  {
    name: "consent",
    type: "utf8",
    meaning: "`denied`, `reserved` or `unknown`: nobody said anything, which is no consent",
  },
  {
    name: "consent_by",
    type: "utf8",
    meaning: "what says so, sorted, parted by commas; empty where nothing",
  },
  {
    name: "license_spdx",
    type: "utf8",
    meaning:
      "the pair's own licence as SPDX names it; null where it has none, or words that SPDX does not list",
  },
];

/** Columns of `coverage.parquet`, whose `pairs` are 64-bit. */
export const coverageColumns: readonly Column[] = [
  { name: "kind", type: "utf8", meaning: "`images`, `texts`, `carried` or `not read`" },
  {
    name: "name",
    type: "utf8",
    meaning: "of what is carried: a field (`captions[]`), a member's ending (`.mp4`)",
  },
  {
    name: "state",
    type: "utf8",
    meaning: "`measured` or why not, or as what it is carried: image, caption, text, plain, unmeasured",
  },
  { name: "reason", type: "utf8", meaning: "why it is unmeasured, or what was not read" },
  { name: "pairs", type: "int32", meaning: "in how many pairs" },
];

/** Columns of `decisions/<digest>.parquet`; `rules` is a list. */
export const decisionColumns: readonly Column[] = [
  { name: "key", type: "utf8", meaning: "the pair's key" },
  ...place,
  {
    name: "action",
    type: "utf8",
    meaning: "`keep`, `review` or `drop`: what the first rule that fired says",
  },
  { name: "rules", type: "utf8", meaning: "list of the rules that fired, in the policy's order" },
];

/** Key-value metadata in the footer of `scores/<shard>.parquet`, each with `sluice.` before it. */
export const shardMetadata: Readonly<Record<string, string>> = {
  source: "the files that the shard reads",
  bytes: "of those files",
  sha256: "of what the shard holds",
  pairs: "rows",
  failed: "rows with an error",
  device: "where models ran; absent in runs of older versions, as the next two",
  runtime: "the library that inferred, with its version",
  sluice: "version of the program",
  troubles: "lines in `errors/` that belong to no pair",
  carried: "JSON list of what its pairs carry: name, as what, why it is unmeasured, in how many pairs",
  layout:
    "JSON of how it is stored: `fields` of its rows with their types, `members` and files `apart` by ending with pairs and bytes, `format`, `place`, `rowsAt`: where its rows stand in its file, and `whole`: size and SHA-256 of the file that it begins, and `zips` that it or its pictures lie in",
};

/** Columns of `shards.parquet`, whose counts are 64-bit, beside a smallest and a largest value of each column of numbers. */
export const manifestColumns: readonly Column[] = [
  { name: "name", type: "utf8", meaning: "of the shard" },
  { name: "file", type: "utf8", meaning: "in `sealed/` that holds its rows" },
  ...["source", "sha256", "device", "runtime", "sluice"].map(told),
  { name: "first", type: "int32", meaning: "rows of the file before its own" },
  ...["pairs", "bytes", "failed", "troubles"].map((name) => ({ ...told(name), type: "int32" as const })),
  ...["carried", "layout"].map(told),
];

function told(name: string): Column {
  return { name, type: "utf8", meaning: shardMetadata[name] ?? "" };
}
