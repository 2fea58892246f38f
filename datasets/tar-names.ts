import type { Shard } from "./format.ts";
import { TAR } from "./formats/nested-tars.ts";

/**
 * What the tars among a place's shards are called when they are written again: as they were, with their folders, less
 * what they were packed with, so that `train/00000.tar` stays in `train`. No name stands for any other shard, and for
 * none where two would be called the same.
 */
export function tarNames(shards: readonly Shard[]): readonly (string | undefined)[] {
  const names = shards.map(({ format, source }) =>
    format === "webdataset" && TAR.test(source) && !inZip(source) ? source.replace(TAR, "") : undefined,
  );
  const own = names.flatMap((name) => name?.toLowerCase() ?? []);
  return new Set(own).size === own.length ? names : names.map(() => undefined);
}

function inZip(source: string): boolean {
  return /\.zip\//iu.test(source);
}
