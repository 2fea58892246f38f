import { basename, dirname, join } from "node:path";
import type { DatasetFormat, Location } from "../format.ts";
import { mapTable } from "../mapping/source-shards.ts";
import { pairsInShard, SHARD_PAIRS } from "../shard-pairs.ts";
import { jsonLines } from "../tables/json-files.ts";
import { parquetTable } from "../tables/parquet.ts";
import { csvTable } from "../tables/separated.ts";
import type { RecordTable } from "../tables/table.ts";
import { together } from "./tables.ts";

/** Rows looked at for the name of the image column. */
const SNIFFED = 20;
/** Hugging Face's order of preference, where a folder holds several. */
const METADATA = ["metadata.jsonl", "metadata.csv", "metadata.parquet"];
const CONTAINERS = [jsonLines, csvTable, parquetTable];

/** Hugging Face's imagefolder: pictures beside a metadata file whose `file_name` names them. */
export const imagefolder: DatasetFormat = {
  id: "imagefolder",
  about: "folder with metadata.jsonl, .csv or .parquet whose file_name names its images",
  detect: async (location) => (await metadataTables(location, true)).length > 0,
  async open(location, wishFor = () => ({})) {
    const opened = [];
    for (const { file, table } of await metadataTables(location, false)) {
      const manner = { stem: file.replace(/\.[^.]+$/, ""), numbered: true, needs: "file_name" };
      opened.push({ file, ...(await mapTable(location, file, table, manner, wishFor(file))) });
    }
    return {
      shards: opened.flatMap(({ shards }) => shards),
      hasImages: true,
      columns: [],
      claims: together(opened.map(({ claims }) => claims)),
      maps: opened.map(({ file, map }) => ({ files: [file], map })),
      answers: opened.map(({ file, answer }) => ({ file, isRead: true, ...answer })),
    };
  },
};

interface Metadata {
  readonly file: string;
  readonly table: RecordTable;
}

/** The metadata files that name images. @param any whether one is enough */
async function metadataTables(location: Location, any: boolean): Promise<readonly Metadata[]> {
  const found: Metadata[] = [];
  for (const file of metadataFiles(location)) {
    const table = await openNaming(location, file);
    if (table) found.push({ file, table });
    if (table && any) break;
  }
  return found;
}

/** At the root or in folders of splits, one for each folder; any name will do for a file that is named itself. */
function metadataFiles({ files, isFolder }: Location): readonly string[] {
  if (!isFolder) return files.filter((file) => /\.(jsonl|csv|parquet)$/i.test(file));
  const found = new Map<string, string>();
  for (const name of METADATA)
    for (const file of files)
      if (basename(file) === name && !found.has(dirname(file))) found.set(dirname(file), file);
  return [...found.values()].sort();
}

/** A table whose rows name images; `undefined` where another format may know it. */
async function openNaming(location: Location, file: string): Promise<RecordTable | undefined> {
  const path = join(location.root, file);
  const container = CONTAINERS.find(({ ending }) => ending.test(path));
  let looked = 0;
  try {
    const rows = container === jsonLines ? SHARD_PAIRS : pairsInShard(location, Number.POSITIVE_INFINITY);
    const table = await container?.open(path, rows);
    if (table === undefined) return undefined;
    if (table.columns.length > 0)
      return table.columns.some(({ name }) => isImageField(name)) ? table : undefined;
    for (const part of table.parts)
      for await (const entry of part.read(new AbortController().signal)) {
        if ("record" in entry && Object.keys(entry.record).some(isImageField)) return table;
        if (++looked === SNIFFED) return undefined;
      }
  } catch {
    // No metadata: another format may know it.
  }
  return undefined;
}

/** `file_name`, a list of them, or a name that ends so, as Hugging Face reads it. */
function isImageField(name: string): boolean {
  return /(?:^|_)file_names?$/u.test(name);
}
