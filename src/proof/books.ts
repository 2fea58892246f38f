import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parse } from "yaml";
import { z } from "zod";
import type { Curated } from "../pipelines/curate/summary.ts";
import { CliError, oneLine } from "../process/errors.ts";

/** What a check reads of `CURATED.yaml`. */
export type Books = Pick<
  Curated,
  | "format"
  | "source"
  | "policy"
  | "pairs"
  | "shards"
  | "lists"
  | "stripped"
  | "reasons"
  | "fingerprint"
  | "blurred"
>;

const counts = z.record(z.string(), z.number());
const digests = z.record(z.string(), z.string());
const schema = z.looseObject({
  schema: z.enum(["sluice.curated/1", "sluice.curated/2"]),
  format: z.string(),
  source: z.looseObject({
    uri: z.string(),
    uris: z.array(z.string()).exactOptional(),
    followLinks: z.literal(true).exactOptional(),
    map: z.array(z.looseObject({})).exactOptional(),
    format: z.string(),
    shardPairs: z.number().exactOptional(),
    fingerprint: z.string(),
  }),
  policy: z.looseObject({ name: z.string(), version: z.number(), digest: z.string() }),
  pairs: z.looseObject({ before: z.number(), written: z.number(), removed: z.number(), held: z.number() }),
  reasons: z.array(z.looseObject({ rule: z.string(), state: z.string(), pairs: z.number() })),
  shards: z.array(z.looseObject({ name: z.string(), pairs: z.number(), files: digests })),
  stripped: counts,
  blurred: z.looseObject({ pairs: z.number(), pictures: z.number(), faces: z.number() }).exactOptional(),
  lists: digests,
  fingerprint: z.string(),
});

/**
 * Reads a curated dataset's `CURATED.yaml`.
 * @throws CliError (exit code 2) where there is none, or one that cannot be read
 */
export async function readBooks(folder: string): Promise<Books> {
  const path = join(folder, "CURATED.yaml");
  if (!existsSync(path))
    throw new CliError(`Cannot check "${folder}": wanted a curated dataset, got no CURATED.yaml in it`, {
      exitCode: 2,
    });
  try {
    const value: unknown = parse(await readFile(path, "utf8"));
    schema.parse(value);
    return value as Books;
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const reason = issue === undefined ? oneLine(cause) : `${issue.path.join(".")}: ${issue.message}`;
    throw new CliError(
      `Cannot check "${folder}": CURATED.yaml is damaged or from another version: ${reason}`,
      { exitCode: 2, cause },
    );
  }
}

/** A row of `removed.parquet`. */
export interface Left {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
  readonly state: string;
  readonly rule: string;
}

/** The rows of `removed.parquet`. @throws Error where it cannot be read */
export async function readRemoved(folder: string): Promise<readonly Left[]> {
  const file = await asyncBufferFromFile(join(folder, "removed.parquet"));
  return (await parquetReadObjects({
    file,
    columns: ["key", "shard", "row", "state", "rule"],
  })) as unknown as Left[];
}
