import { z } from "zod";
import { processMark } from "../process/holder.ts";
import { listFactsSchema } from "./denied.ts";
import type { RunFile, RunInputs, RunPart } from "./run.ts";
import type { SealedList } from "./sealed.ts";

/** `run.json` as it lies on disk. */
type StoredRun = Omit<RunFile, "inputs"> & {
  readonly inputs: Omit<RunInputs, "shards"> & {
    readonly shards?: RunInputs["shards"];
    readonly shardList?: { readonly count: number; readonly sha256: string };
  };
};

/** A file of a run's folder; `<…>` stands for a name. */
export interface RunEntry {
  readonly path: string;
  readonly holds: string;
}

/** Everything that may lie in a run's folder. */
export const runLayout: readonly RunEntry[] = [
  { path: "run.json", holds: "what was asked, by which program, and what came of it" },
  { path: "shards.jsonl", holds: "its shards, where they are more than a hundred, a line each" },
  {
    path: "cuts.json",
    holds:
      "where large files of its dataset are cut, by a hash of each one's path and state, so that workers need not go through them",
  },
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
    holds:
      "one row per pair, in stored order; its presence is the checkpoint; gone once more than a hundred are sealed",
  },
  {
    path: "sealed/scores-<number>.parquet",
    holds: "the same rows of many shards, in files of about 512 MB, once more than a hundred are sealed",
  },
  { path: "shards.parquet", holds: "their manifest: a row per shard" },
  { path: "sealed/files.json", holds: "which file holds which shards" },
  { path: "errors/<shard>.jsonl", holds: "a shard's errors, when it has any, a line each" },
  { path: "duplicates.parquet", holds: "groups of duplicates, once every shard is done" },
  { path: "topics.parquet", holds: "what each caption is about, once `sluice topics` was asked" },
  { path: "image-topics.parquet", holds: "which pictures are alike, as `sluice topics --over images` says" },
  { path: "depicts.parquet", holds: "what tables of `:representation` count each pair by" },
  { path: "consent.parquet", holds: "what is said of taking each pair, once `sluice consent` was asked" },
  {
    path: "embeddings/<shard>.bin",
    holds:
      "vectors of its captions, once a search by meaning was asked, or as it is scored where the folder is there: a JSON line, then numbers",
  },
  {
    path: "image-embeddings/<shard>.bin",
    holds: "vectors of its pictures, once a search by what they show was asked: as those of captions",
  },
  { path: "coverage.parquet", holds: "what was measured and what not, once every shard is done" },
  { path: "decisions/<policy digest>.parquet", holds: "what a policy says of each pair" },
  { path: "custody.jsonl", holds: "who held it against which list of known harm, and when, a line each" },
  { path: "hits/<shard>.age", holds: "what of it is on such a list, sealed for its custodian" },
  { path: "requests.jsonl", holds: "who was looked for in it (`sluice find`), a line each" },
  { path: "policy.json", holds: "the policy that decides the run, where one was chosen" },
  { path: "labels/<reviewer>.jsonl", holds: "a reviewer's verdicts, only ever appended to" },
  { path: "labels/<reviewer>.queue.json", holds: "what a reviewer goes through, and began before" },
  { path: "policies/<name>.v<version>.yaml", holds: "policies saved from a review or a calibration" },
  { path: "views/<name>.json", holds: "pairs under a name: a filter, or a choice made by hand" },
  { path: "cards/<document>", holds: "the card, and the documents rendered from it" },
  { path: "report.html", holds: "the report, made anew at each audit" },
  { path: "<file>.<id>.part", holds: "a file half written: no reader looks at it" },
  { path: "strays/<file>", holds: "files out of `scores/` that are of no shard of the run" },
  { path: "<file>.damaged", holds: "what could not be read, set aside by the next audit" },
  { path: ".duckdb-<id>/<file>", holds: "what a connection of DuckDB spills while it works" },
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

const shard = z.object({
  name: z.string().describe("unique, safe as a file name"),
  source: z.string().describe("the files that it reads"),
  bytes: z.number().describe("of those files"),
});

/** A line of `shards.jsonl`, in runs of more than a hundred shards. */
export const shardLineSchema = shard;

/** `sealed/files.json`. */
export const sealedListSchema = z.object({
  schema: z.literal("sluice.sealed/1"),
  files: z.array(
    z.object({
      file: z.string().describe("its name in `sealed/`"),
      shards: z.array(z.string()).describe("whose scores are in it, in the order of its rows"),
    }),
  ),
}) satisfies z.ZodType<SealedList>;

/** `run.json`. Its version is in `schema`: it goes up when a field changes its meaning or goes away. */
export const runFileSchema = z.object({
  schema: z
    .enum(["sluice.run/1", "sluice.run/2"])
    .describe("2 where there are more than a hundred shards, which stand apart"),
  scoresIn: z
    .enum(["scores", "sealed"])
    .exactOptional()
    .describe(
      "the folder of Parquet files that hold all scores; absent in `sluice.run/1`, where it is `scores`",
    ),
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
    captionless: z
      .literal(true)
      .exactOptional()
      .describe("nothing in it is taken for captions, so that none is missing"),
    shards: z.array(shard).exactOptional().describe("in `sluice.run/1`"),
    shardList: z
      .object({ count: z.int(), sha256: sha256.describe("of `shards.jsonl`") })
      .exactOptional()
      .describe("in `sluice.run/2`, where `shards.jsonl` lists them"),
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
    custodian: z
      .string()
      .exactOptional()
      .describe(
        "whom the list of hits is sealed for (age recipient): whoever goes on with the run does so too",
      ),
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
}) satisfies z.ZodType<StoredRun>;

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
  process: processMark.exactOptional().describe("its id, by which its machine sees it die; absent once over"),
  over: z.boolean().exactOptional().describe("it has ended; absent while it works, and where it vanished"),
  seen: z.string().exactOptional().describe("when it was last heard of, ISO 8601, UTC"),
}) satisfies z.ZodType<RunPart>;

/** A line of `errors/<shard>.jsonl`: of a pair, or of what belongs to none. */
export const errorLineSchema = z.union([
  z.object({ key: z.string(), row: z.int(), error: z.string().describe("why, in one line") }),
  z.object({ trouble: z.string().describe("what is wrong with the shard and belongs to no pair") }),
]);
