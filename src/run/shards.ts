import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import type { Carried, ShardLayout } from "../../datasets/index.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { errorPath } from "./run.ts";

/** How a shard is stored, and where. */
export interface StoredLayout extends ShardLayout {
  /** Id of the format that reads it; absent where its dataset says. */
  readonly format?: string;
  /** Which of the run's places it is of, from 0; absent where there is one. */
  readonly place?: number;
  /** Where its rows stand in its file, where a table's do. */
  readonly rowsAt?: string;
  /** The file that it begins, where it is not that file as it is. */
  readonly whole?: { readonly bytes: number; readonly sha256: string };
}

/** What a finished shard's footer says. */
export interface ShardFacts {
  readonly name: string;
  readonly source: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly pairs: number;
  readonly failed: number;
  readonly troubles: number;
  /** Where its models ran, the library that inferred and the program's version; empty in runs of older versions. */
  readonly device: string;
  readonly runtime: string;
  readonly sluice: string;
  /** What its pairs carry; empty in runs of older versions. */
  readonly carried: readonly Carried[];
  /** Null in runs of older versions. */
  readonly layout: StoredLayout | null;
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
      device: text("device"),
      runtime: text("runtime"),
      sluice: text("sluice"),
      carried: JSON.parse(text("carried") || "[]") as readonly Carried[],
      layout: JSON.parse(text("layout") || "null") as StoredLayout | null,
    };
  } catch (cause) {
    throw new CliError(`Cannot read scores "${path}": ${oneLine(cause)}; audit again to redo that shard`, {
      exitCode: 2,
      cause,
    });
  }
}

/** What of a shard could not be read. */
export interface ShardTrouble {
  readonly shard: string;
  readonly trouble: string;
}

/** Troubles of finished shards, from their error files, in the shards' order. */
export async function shardTroubles(
  folder: string,
  shards: readonly ShardFacts[],
): Promise<readonly ShardTrouble[]> {
  const troubled = shards.filter(({ troubles }) => troubles > 0);
  const found = await Promise.all(
    troubled.map(async ({ name, troubles }) => {
      const text = await readFile(errorPath(folder, name), "utf8").catch(() => "");
      const lines = text.split("\n").flatMap((line) => troubleIn(line) ?? []);
      // A file that somebody removed takes the words away, never the fact.
      const lost = Array.from(
        { length: Math.max(0, troubles - lines.length) },
        () => "its error file is gone",
      );
      return [...lines, ...lost].map((trouble) => ({ shard: name, trouble }));
    }),
  );
  return found.flat();
}

function troubleIn(line: string): string | undefined {
  try {
    const { trouble } = JSON.parse(line) as { readonly trouble?: unknown };
    return typeof trouble === "string" ? trouble : undefined;
  } catch {
    return undefined;
  }
}
