import { rm } from "node:fs/promises";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { Carried } from "../../datasets/index.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { commit } from "../process/files.ts";
import type { ShardFacts, StoredLayout } from "./shard-facts.ts";

/** A shard as the footer of its large file and the manifest tell of it. */
export interface PackedShard extends ShardFacts {
  readonly file: string;
  /** Rows of the file before its own. */
  readonly first: number;
  /** Smallest and largest value of each column of numbers; null where it has none. */
  readonly range: Readonly<Record<string, readonly [number | null, number | null]>>;
}

const texts = ["name", "file", "source", "sha256", "device", "runtime", "sluice"] as const;
const counts = ["first", "pairs", "bytes", "failed", "troubles"] as const;
const structures = ["carried", "layout"] as const;

/** Writes the manifest: a row per shard, in the order of their rows. */
export async function writeManifest(path: string, shards: readonly PackedShard[]): Promise<void> {
  const numbers = [...new Set(shards.flatMap(({ range }) => Object.keys(range)))];
  const columns = [
    ...texts.map((name) =>
      column(
        name,
        "STRING",
        shards.map((shard) => shard[name]),
      ),
    ),
    ...counts.map((name) =>
      column(
        name,
        "INT64",
        shards.map((shard) => BigInt(shard[name])),
      ),
    ),
    ...structures.map((name) =>
      column(
        name,
        "STRING",
        shards.map((shard) => JSON.stringify(shard[name])),
      ),
    ),
    ...numbers.flatMap((name) => [
      column(
        `min_${name}`,
        "DOUBLE",
        shards.map(({ range }) => range[name]?.[0] ?? null),
      ),
      column(
        `max_${name}`,
        "DOUBLE",
        shards.map(({ range }) => range[name]?.[1] ?? null),
      ),
    ]),
  ];
  await commit(path, async (part) => {
    await rm(part, { force: true });
    const writer = new ParquetWriter({
      writer: fileWriter(part),
      schema: schemaOf(columns),
      createdBy: "sluice",
    });
    await writer.write({ columnData: columns.map(({ name, data }) => ({ name, data })) });
    await writer.finish();
  });
}

type Kind = "STRING" | "INT64" | "DOUBLE";

interface ManifestColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly data: (string | bigint | number | null)[];
}

function column(name: string, kind: Kind, data: ManifestColumn["data"]): ManifestColumn {
  return { name, kind, data };
}

function schemaOf(columns: readonly ManifestColumn[]) {
  return [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, kind }) => ({
      name,
      repetition_type: "OPTIONAL" as const,
      ...(kind === "STRING"
        ? { type: "BYTE_ARRAY" as const, converted_type: "UTF8" as const }
        : { type: kind }),
    })),
  ];
}

/** What the manifest says of the shards. @throws CliError (exit code 2) where it cannot be read */
export async function readManifest(path: string): Promise<readonly ShardFacts[]> {
  try {
    const file = await asyncBufferFromFile(path);
    const columns = [...texts, ...counts, ...structures].filter(
      (name) => name !== "file" && name !== "first",
    );
    const rows = await parquetReadObjects({ file, columns });
    // Most shards of a dataset are stored alike, and carry nothing.
    const seen = new Map<unknown, unknown>();
    const parsed = (text: unknown) => {
      if (!seen.has(text)) seen.set(text, JSON.parse(String(text)));
      return seen.get(text);
    };
    return rows.map((row) => ({
      name: String(row["name"]),
      source: String(row["source"]),
      bytes: Number(row["bytes"]),
      sha256: String(row["sha256"]),
      pairs: Number(row["pairs"]),
      failed: Number(row["failed"]),
      troubles: Number(row["troubles"]),
      device: String(row["device"]),
      runtime: String(row["runtime"]),
      sluice: String(row["sluice"]),
      carried: parsed(row["carried"]) as readonly Carried[],
      layout: parsed(row["layout"]) as StoredLayout | null,
    }));
  } catch (cause) {
    throw new CliError(`Cannot read "${path}": ${oneLine(cause)}; sluice seal makes it anew`, {
      exitCode: 2,
      cause,
    });
  }
}
