import { z } from "zod";
import type { Column } from "../../filters/index.ts";
import { listFactsSchema } from "./denied.ts";
import type { RunFile, RunPart } from "./run.ts";

/** A file of a run's folder; `<…>` stands for a name. */
export interface RunEntry {
  readonly path: string;
  readonly holds: string;
}

/** Everything that may lie in a run's folder. */
export const runLayout: readonly RunEntry[] = [
  { path: "run.json", holds: "what was asked, by which program, and what came of it" },
  { path: "parts/<worker>.json", holds: "one worker's share: host, device, clocks" },
  { path: "drawn.json", holds: "which pairs are taken, where not all: drawn once, for every worker" },
  { path: "claims/<shard>.<n>.lease", holds: "who scores a shard just now; gone once the run is sealed" },
  { path: "claims/<shard>.<n>.failed", holds: "why an attempt at a shard failed" },
  { path: "claims/queue", holds: "name of the run's queue, where workers take shards from one" },
  {
    path: "claims/%unexpected.<host>",
    holds: "failures of workers on a machine that nobody foresaw, a line each",
  },
  { path: "submit/<script>", holds: "what starts workers, as `sluice submit` wrote it" },
  {
    path: "scores/<shard>.parquet",
    holds: "one row per pair, in stored order; its presence is the checkpoint",
  },
  { path: "errors/<shard>.jsonl", holds: "a shard's errors, when it has any, a line each" },
  { path: "duplicates.parquet", holds: "groups of duplicates, once every shard is done" },
  { path: "topics.parquet", holds: "what each caption is about, once `sluice topics` was asked" },
  {
    path: "embeddings/<shard>.bin",
    holds: "vectors of its captions, once a search by meaning was asked: a JSON line, then numbers",
  },
  { path: "coverage.parquet", holds: "what was measured and what not, once every shard is done" },
  { path: "decisions/<policy digest>.parquet", holds: "what a policy says of each pair" },
  { path: "custody.jsonl", holds: "who held it against which list of known harm, and when, a line each" },
  { path: "hits/<shard>.age", holds: "what of it is on such a list, sealed for its custodian" },
  { path: "requests.jsonl", holds: "who was looked for in it (`sluice find`), a line each" },
  { path: "policy.json", holds: "the policy that decides the run, where one was chosen" },
  { path: "labels/<reviewer>.jsonl", holds: "a reviewer's verdicts, only ever appended to" },
  { path: "labels/<reviewer>.queue.json", holds: "what a reviewer was going through" },
  { path: "policies/<name>.v<version>.yaml", holds: "policies saved from a review or a calibration" },
  { path: "views/<name>.json", holds: "pairs under a name: a filter, or a choice made by hand" },
  { path: "cards/<document>", holds: "the card, and the documents rendered from it" },
  { path: "report.html", holds: "the report, made anew at each audit" },
  { path: "<file>.<id>.part", holds: "a file half written: no reader looks at it" },
  { path: "<file>.damaged", holds: "what could not be read, set aside by the next audit" },
  { path: ".duckdb/<file>", holds: "what DuckDB spills while it works" },
];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const module = z.object({
  file: z.string().describe("the file's name, without folders"),
  sha256: sha256.describe("of the file's bytes, not of what it imports"),
});

const names = z.array(z.string());
const role = z.string().nullable();
const mapEntry = z.object({
  format: z.string().exactOptional(),
  files: names.exactOptional().describe("where files of one format differ"),
  dialect: z.string().exactOptional(),
  image: names.exactOptional().describe("fields or endings; those joined by | are alternatives"),
  caption: names.exactOptional(),
  key: role.exactOptional(),
  url: role.exactOptional(),
  license: role.exactOptional(),
  split: role.exactOptional(),
});

/** `run.json`. Its version is in `schema`: it goes up when a field changes its meaning or goes away. */
export const runFileSchema = z.object({
  schema: z.literal("sluice.run/1"),
  sluice: z.string().describe("version of the program"),
  command: z.array(z.string()).describe("the command line that began it"),
  inputs: z.object({
    uri: z.string().describe("the dataset, as it was named, for people; several are parted by spaces"),
    uris: z
      .array(z.string())
      .exactOptional()
      .describe("the places one by one, as they were named; absent in runs of older versions"),
    followLinks: z
      .literal(true)
      .exactOptional()
      .describe("links were followed out of the places, as was asked for"),
    map: z
      .array(mapEntry)
      .exactOptional()
      .describe(
        "what its fields were taken for, by format; absent where nothing is told apart, and in runs of older versions",
      ),
    format: z.string().describe("id of its format; of a place of several those, joined by +"),
    formatModule: module.exactOptional().describe("where the format came from, when it is none of Sluice's"),
    hasImages: z.boolean().describe("whether the dataset holds images or only their URLs"),
    shards: z.array(
      z.object({
        name: z.string().describe("unique, safe as a file name"),
        source: z.string().describe("the files that it reads"),
        bytes: z.number().describe("of those files"),
      }),
    ),
    shardPairs: z
      .int()
      .exactOptional()
      .describe(
        "pairs of a shard, at most, where its container can be entered in the middle; absent in runs of older versions, whose files were one shard each",
      ),
    filters: z.array(
      z.object({
        id: z.string(),
        version: z.int().describe("goes up when the same pair may get another score"),
        needs: z.enum(["caption", "image", "both"]),
        columns: z.array(
          z.object({
            name: z.string().describe("an SQL identifier"),
            type: z.enum(["float32", "int32", "bool", "utf8"]),
            range: z.tuple([z.number(), z.number()]).exactOptional().describe("smallest and largest value"),
            meaning: z.string(),
            worst: z
              .enum(["largest", "smallest", "all"])
              .exactOptional()
              .describe(
                "what counts where a pair has several images, frames or captions; absent, the first's",
              ),
          }),
        ),
        models: z.array(z.object({ id: z.string(), sha256: z.string().describe("of the weights") })),
        module: module.exactOptional().describe("where the filter came from, when it is none of Sluice's"),
      }),
    ),
    source: z
      .array(
        z.object({
          field: z.string().describe("as the dataset names it"),
          name: z.string().describe("of the column: `source_<field>`"),
          type: z.enum(["float32", "int32", "bool", "utf8"]),
          meaning: z.string(),
        }),
      )
      .exactOptional()
      .describe("fields of the dataset that are columns, by its first and last pairs"),
    hashes: z
      .array(listFactsSchema)
      .exactOptional()
      .describe("lists of known harm that its pairs are held against: the column `denied`"),
    limit: z.int().nullable().describe("only so many pairs; null is all"),
    sample: z
      .object({ size: z.int(), seed: z.int() })
      .nullable()
      .describe("so many pairs drawn at random; null is all"),
  }),
  troubles: z.array(z.string()).describe("what was found wrong when the dataset was opened"),
  fingerprint: sha256
    .nullable()
    .describe("over the shards' names, sizes and hashes; null until all are done"),
}) satisfies z.ZodType<RunFile>;

/** `parts/<worker>.json`. */
export const runPartSchema = z.object({
  part: z.string().describe("the worker's name; `<i>-of-<n>` in runs of older versions"),
  host: z.string().exactOptional().describe("name of its machine"),
  device: z.string().describe("where models ran"),
  devicesRefused: z.array(z.string()).describe("why faster devices did not serve"),
  workers: z.int(),
  node: z.string().describe("version of Node"),
  started: z.string().describe("ISO 8601, UTC"),
  seconds: z.number().describe("of work; in runs of older versions summed over resumes"),
  pairs: z.int().describe("scored in those seconds"),
  shards: z.int().exactOptional().describe("finished in those seconds"),
  at: z.array(z.string()).exactOptional().describe("shards that it was at when it was last heard of"),
  retries: z.int().exactOptional().describe("shards that it took up after another attempt"),
  over: z.boolean().exactOptional().describe("it has ended; absent while it works, and where it vanished"),
  seen: z.string().exactOptional().describe("when it was last heard of, ISO 8601, UTC"),
}) satisfies z.ZodType<RunPart>;

/** A line of `errors/<shard>.jsonl`: of a pair, or of what belongs to none. */
export const errorLineSchema = z.union([
  z.object({ key: z.string(), row: z.int(), error: z.string().describe("why, in one line") }),
  z.object({ trouble: z.string().describe("what is wrong with the shard and belongs to no pair") }),
]);

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
    "JSON of how it is stored: `fields` of its rows with their types, `members` and files `apart` by ending with pairs and bytes, `format`, `place`, `rowsAt`: where its rows stand in its file, and `whole`: size and SHA-256 of the file that it begins",
};
