import type { DatasetWriter } from "./writer.ts";

/** A split and a pattern of its files, as Hugging Face `datasets` wants them. */
export interface DataFiles {
  readonly split: string;
  readonly path: string;
}

const NAMED = /^([a-z]\w*)-\d+$/u;

/** The split that a shard's name says: `test-00000` → `test`; `train` for any other name. */
export function splitOfShard(shard: string): string {
  return NAMED.exec(shard)?.[1] ?? "train";
}

/**
 * Splits in the order of their shards. Names say splits only where each of them does and one of them is `train`:
 * otherwise (`00000`, `part-00000`) all is one split, `train`.
 */
export function splitsOf(shards: readonly string[]): readonly string[] {
  const splits = [...new Set(shards.map(splitOfShard))];
  return shards.every((shard) => NAMED.test(shard)) && splits.includes("train") ? splits : ["train"];
}

/** Which files of a dataset that `writer` wrote belong to which split, so that no test is read as training data. */
export function dataFiles({ files }: DatasetWriter, shards: readonly string[]): readonly DataFiles[] {
  const splits = splitsOf(shards);
  if (splits.length === 1) return splits.map((split) => ({ split, path: files("*") }));
  return splits.map((split) => ({ split, path: files(`${split}-*`) }));
}
