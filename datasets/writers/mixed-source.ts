import type { Shard } from "../format.ts";
import type { DatasetWriter } from "../writer.ts";

/**
 * A place of several formats, each written as it was.
 * @param id its formats, joined by `+`
 * @param writerOf how each shard is written
 */
export function sourceMixed(
  id: string,
  shards: readonly Shard[],
  writerOf: (shard: Shard) => DatasetWriter,
): DatasetWriter {
  const byName = new Map(shards.map((shard) => [shard.name, writerOf(shard)]));
  const writers = [...new Set(byName.values())];
  return {
    id,
    about: "the source's files, each in its own format",
    numbered: false,
    needsImages: false,
    stores: () => true,
    refuses: () => null,
    begin(target) {
      const { shard } = target;
      if (shard === undefined) throw new Error(`Cannot write ${id}: wanted a shard of the source, got none`);
      return writerOf(shard).begin(target);
    },
    files: (names) => names,
    globs: (file, shard) => {
      const writer = byName.get(shard);
      return writer?.globs?.(file, shard) ?? (file === undefined ? [] : [file]);
    },
    of: writerOf,
    async assemble(to, pieces) {
      for (const writer of writers)
        await writer.assemble?.(
          to,
          pieces.filter(({ shard }) => byName.get(shard.name) === writer),
        );
    },
  };
}
