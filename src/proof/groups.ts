import { type Dataset, type Shard, splitOfShard } from "../../datasets/index.ts";
import type { Books } from "./books.ts";

/** Shards of the source, and the shards of the output that were written of them. */
export interface Group {
  readonly names: readonly string[];
  readonly source: readonly Shard[];
  readonly output: readonly Shard[];
  /** Pairs in the output, as the books say. */
  readonly pairs: number;
}

function isOf(
  { name, source, format }: Shard,
  files: ReadonlySet<string>,
  folder: string | undefined,
): boolean {
  if (folder === undefined) return files.has(source);
  return format === "folder" && folder === `folder ${splitOfShard(name)}`;
}

/** Shards go together where they were written to the same files. */
export function groupsOf(
  { shards, format: written }: Books,
  source: Dataset,
  output: Dataset | undefined,
): readonly Group[] {
  const byFile = new Map<string, { names: string[]; files: Set<string>; pairs: number }>();
  // Pictures of a folder are listed nowhere, and are counted into shards anew.
  const areFolders = written.split("+").includes("folder");
  const inFolders = new Map(
    source.shards
      .filter(({ format }) => areFolders && format === "folder")
      .map(({ name }) => [name, `folder ${splitOfShard(name)}`]),
  );
  for (const { name, pairs, files } of shards) {
    const all = Object.keys(files);
    const place = inFolders.get(name) ?? all[0] ?? name;
    const group = byFile.get(place) ?? { names: [], files: new Set(), pairs: 0 };
    byFile.set(place, group);
    group.names.push(name);
    for (const file of all) group.files.add(file);
    group.pairs += pairs;
  }
  return [...byFile.values()].map(({ names, files, pairs }) => ({
    names,
    source: source.shards.filter(({ name }) => names.includes(name)),
    output: output?.shards.filter((shard) => isOf(shard, files, inFolders.get(names[0] ?? ""))) ?? [],
    pairs,
  }));
}
