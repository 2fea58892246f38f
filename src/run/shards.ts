import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { CliError, oneLine } from "../process/errors.ts";

/** What a finished shard's footer says. */
export interface ShardFacts {
  readonly name: string;
  readonly source: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly pairs: number;
  readonly failed: number;
  readonly troubles: number;
}

/**
 * The finished shards of a run, by name.
 * @throws CliError (exit code 2) naming a file that is no finished Parquet file
 */
export async function shardFacts(folder: string): Promise<readonly ShardFacts[]> {
  const names = await readdir(join(folder, "scores")).catch(() => []);
  const facts: ShardFacts[] = [];
  for (const file of names.filter((name) => name.endsWith(".parquet")).sort())
    facts.push(await readFacts(join(folder, "scores", file), file.slice(0, -".parquet".length)));
  return facts;
}

async function readFacts(path: string, name: string): Promise<ShardFacts> {
  try {
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    const stored = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? ""]));
    const text = (key: string) => stored.get(`sluice.${key}`) ?? "";
    return {
      name,
      source: text("source"),
      bytes: Number(text("bytes")),
      sha256: text("sha256"),
      pairs: Number(metadata.num_rows),
      failed: Number(text("failed")),
      troubles: Number(text("troubles")),
    };
  } catch (cause) {
    throw new CliError(`Cannot read scores "${path}": ${oneLine(cause)}; audit again to redo that shard`, {
      exitCode: 2,
      cause,
    });
  }
}
