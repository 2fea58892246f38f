import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DatasetWriter, ShardWriter, Target } from "../writer.ts";
import { assembleTables, beginTables } from "./folder-tables-source.ts";

/** The source's pictures under their names, with the captions and the fields that lie beside them, and the tables of their folders. */
export const sourceFolder: DatasetWriter = {
  id: "folder",
  about: "the source's pictures that pass, with the captions and fields beside them",
  numbered: false,
  needsImages: true,
  stores: () => true,
  refuses: ({ pair, image }) =>
    image === null || pair.stored === undefined ? "its picture could not be read" : null,
  begin,
  assemble: assembleTables,
  files: () => "**",
  globs: (_, shard) => [globOf(shard)],
};

/** A folder that is called after a split has shards that are. */
function globOf(shard: string): string {
  const folder = shard.replace(/-\d{5}(?:~\d+)?$/u, "");
  return folder === "folder" ? "**" : `**/${folder}/**`;
}

/** Only tables are listed: there are as many other files as pairs, and each is held against its source where the dataset is checked. */
async function begin(target: Target): Promise<ShardWriter> {
  const { folder } = target;
  const tables = beginTables(target);
  const write = async (name: string, bytes: Uint8Array) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  };
  return {
    async write({ pair: { stored, tableRow }, image }) {
      if (stored === undefined || image === null) return;
      await write(stored.picture, image);
      for (const { name, bytes } of stored.beside) await write(name, bytes);
      if (stored.table !== undefined && tableRow !== undefined) tables.add(stored.table, tableRow);
    },
    finish: () => tables.finish(),
    kinds: () => [],
    stripped: () => tables.stripped(),
    carried: () => tables.carried(),
    abandon: async () => {},
  };
}
