import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import type { Proposal } from "../mapping/propose.ts";
import { mapTable } from "../mapping/source-shards.ts";
import { oneLine } from "../one-line.ts";
import { parquetTable } from "../tables/parquet.ts";
import type { RecordTable } from "../tables/table.ts";
import { isImageName } from "../text.ts";
import { together } from "./tables.ts";

const { id, about, ending } = parquetTable;

/** Parquet with images inside (Hugging Face, img2dataset), or with URLs only (LAION, DataComp, COYO). */
export const parquet: DatasetFormat = {
  id,
  about,
  detect: async (location) => tables(location).length > 0,
  async open(location, wishFor = () => ({})) {
    const opened = [];
    const columns = new Set<string>();
    const known = new Map<string, Proposal>();
    for (const file of tables(location)) {
      const table = await openOrSay(join(location.root, file));
      if ("trouble" in table) {
        opened.push({ shards: [broken(location, file, table.trouble)], claims: { reads: [file] } });
        continue;
      }
      for (const { name } of table.columns) columns.add(name);
      const manner = { stem: file.replace(ending, ""), numbered: false };
      const mapped = await mapTable(location, file, table, manner, wishFor(file), known);
      opened.push({ ...mapped, file });
    }
    return {
      shards: opened.flatMap(({ shards }) => shards),
      hasImages: opened.some((one) => "map" in one && one.hasImages),
      columns: [...columns],
      claims: together(opened.map(({ claims }) => claims)),
      maps: opened.flatMap((one) => ("map" in one ? [{ files: [one.file], map: one.map }] : [])),
    };
  },
};

/** Less img2dataset's table of a folder of files, which says of each what the file beside it says. */
function tables({ files, isFolder }: Location): readonly string[] {
  const found = files.filter((file) => ending.test(file));
  if (!isFolder || found.length === 0) return found;
  const folders = new Set(
    files
      .filter((file) => isImageName(file) && file.includes("/"))
      .map((file) => file.replace(/\/[^/]*$/u, "")),
  );
  return found.filter((file) => !folders.has(file.replace(ending, "")));
}

async function openOrSay(path: string): Promise<RecordTable | { readonly trouble: string }> {
  try {
    const table = await parquetTable.open(path, Number.POSITIVE_INFINITY);
    if (table) return table;
  } catch (cause) {
    return { trouble: `Cannot read "${basename(path)}": wanted a Parquet file, got ${oneLine(cause)}` };
  }
  return { trouble: `Cannot read "${basename(path)}": wanted a Parquet file, got none` };
}

/** A file that cannot be read is a shard all the same: its trouble stands in the run. */
function broken({ root }: Location, file: string, trouble: string): Shard {
  const path = join(root, file);
  return {
    name: file.replace(ending, ""),
    source: file,
    bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    async *read() {
      yield { trouble };
    },
    digest: (signal) => digestFile(path, signal),
  };
}
