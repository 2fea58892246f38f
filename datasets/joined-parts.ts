import type { Shard } from "./format.ts";
import { isTrouble } from "./pair.ts";

/** A file's rows as one: what its shards are of. */
export interface JoinedShard extends Shard {
  /** The shards that hold its rows, in order. */
  readonly parts: readonly Shard[];
}

/**
 * Puts shards together that hold neighbouring rows of one file, for who writes or compares it as a whole. Keys stay
 * those of the shards; rows are the file's.
 */
export function joinedParts(shards: readonly Shard[]): readonly JoinedShard[] {
  const groups: Shard[][] = [];
  for (const shard of shards) {
    const last = groups.at(-1);
    if ((shard.firstRow ?? 0) > 0 && last?.[0]?.firstRow === 0 && last[0].file === shard.file)
      last.push(shard);
    else groups.push([shard]);
  }
  return groups.map((parts) => joined(parts as [Shard, ...Shard[]]));
}

function joined(parts: readonly [Shard, ...Shard[]]): JoinedShard {
  const [first] = parts;
  if (parts.length === 1) return { ...first, parts };
  const { firstRow: _, ...shard } = first;
  return {
    ...shard,
    name: first.name.replace(/\.0{5}(?=~\d+$|$)/u, ""),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    parts,
    async *read(signal) {
      for (const part of parts)
        for await (const item of part.read(signal))
          yield isTrouble(item) ? item : { ...item, row: item.row + (part.firstRow ?? 0) };
    },
  };
}
