import type { Dataset, Shard } from "../../../../datasets/index.ts";
import type { Books } from "./books.ts";

/** Shards of the source, and the shards of the output that were written of them. */
export interface Group {
  readonly names: readonly string[];
  readonly source: readonly Shard[];
  readonly output: readonly Shard[];
  /** Pairs in the output, as the books say. */
  readonly pairs: number;
}

/** Shards go together where they were written to the same files. */
export function groupsOf({ shards }: Books, source: Dataset, output: Dataset | undefined): readonly Group[] {
  const byFile = new Map<string, { names: string[]; files: Set<string>; pairs: number }>();
  for (const { name, pairs, files } of shards) {
    const all = Object.keys(files);
    const group = byFile.get(all[0] ?? name) ?? { names: [], files: new Set(), pairs: 0 };
    byFile.set(all[0] ?? name, group);
    group.names.push(name);
    for (const file of all) group.files.add(file);
    group.pairs += pairs;
  }
  return [...byFile.values()].map(({ names, files, pairs }) => ({
    names,
    source: source.shards.filter(({ name }) => names.includes(name)),
    output: output?.shards.filter((shard) => files.has(shard.source)) ?? [],
    pairs,
  }));
}
