import { join } from "node:path";
import { isOtherwise } from "../container-kind.ts";
import { PLAIN } from "../dialects/choose.ts";
import type { Claims, DatasetFormat, Location, Opened, WishAnswer, WishFor } from "../format.ts";
import type { MapWish } from "../map.ts";
import { alternatives } from "../mapping/field-path.ts";
import { isStrongCaption } from "../mapping/names.ts";
import { type MappedTable, mapTable, type TableManner } from "../mapping/source-shards.ts";
import { isDocument } from "../not-read.ts";
import { pairsInShard, SHARD_PAIRS } from "../shard-pairs.ts";
import { PACKED } from "../tables/byte-stream.ts";
import { jsonLines, jsonTable } from "../tables/json-files.ts";
import { csvTable } from "../tables/separated.ts";
import type { RecordTable, TableContainer } from "../tables/table.ts";
import { isUrlList, URL_TEXT } from "../tables/url-list.ts";
import { isImageName } from "../text.ts";
import { recordsApart } from "./records-apart.ts";

/** Tables by themselves: URL lists, captions of pictures that lie beside, pictures as base64. */
export const csv = tableFormat(csvTable);
export const json = tableFormat(jsonTable);
export const jsonl = tableFormat(jsonLines);

function tableFormat(container: TableContainer): DatasetFormat {
  return {
    id: container.id,
    about: container.about,
    detect: async (location) => (await tables(location, container)).length > 0,
    open: (location, wishFor) => openTables(location, container, wishFor ?? (() => ({}))),
  };
}

async function tables(location: Location, container: TableContainer): Promise<readonly string[]> {
  const { ending } = container;
  const { files, isFolder } = location;
  const lists = container === csvTable ? await urlLists(location) : [];
  // Last: one may belong to the captions beside it.
  const tabular = [...files.filter((file) => ending.test(file) && !lists.includes(file)), ...lists].filter(
    (file) => !isOtherwise(location, file),
  );
  if (!isFolder) return tabular;
  // What lies beside a picture of the same name speaks of that alone.
  const pictures = new Set(files.filter(isImageName).flatMap((file) => [stemOf(file), file]));
  const own = tabular.filter((file) => !isDocument(file) && !pictures.has(stemOf(file)));
  const records = container === jsonTable ? await recordsApart(location) : new Set();
  return own.filter((file) => !records.has(file));
}

/** More texts in a place are no lists of addresses. */
const MOST_LISTS = 64;

/** Texts of nothing but addresses: one that is named by itself, or those of a place with no other data. */
async function urlLists({ root, files, isFolder }: Location): Promise<readonly string[]> {
  const texts = files.filter((file) => URL_TEXT.test(file) && !isDocument(file));
  const others = files.filter((file) => !URL_TEXT.test(file) && !isDocument(file));
  if (texts.length > MOST_LISTS || (isFolder && others.length > 0)) return [];
  const told = await Promise.all(texts.map((file) => isUrlList(join(root, file))));
  return texts.filter((_, i) => told[i]);
}

/** The ending of what a table is packed with. */
const PACKING = new RegExp(`${PACKED}$`, "iu");

function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/u, "");
}

async function openTables(location: Location, container: TableContainer, wishFor: WishFor): Promise<Opened> {
  const opened: (MappedTable & { readonly file: string })[] = [];
  const answers: WishAnswer[] = [];
  for (const file of await tables(location, container)) {
    if (opened.some(({ claims }) => claims.reads.includes(file))) continue;
    const before = container === csvTable ? Number.POSITIVE_INFINITY : SHARD_PAIRS;
    const table = await container.open(join(location.root, file), pairsInShard(location, before));
    if (table === undefined || table.parts.length === 0) continue;
    const manner = { stem: stemOf(file.replace(PACKING, "")), numbered: true };
    const wish = wishFor(file);
    const mapped = await mapOrSkip(location, file, table, manner, wish);
    if (mapped === undefined) continue;
    answers.push({ file, isRead: mapped.isDataset, ...mapped.answer });
    if (mapped.isDataset) opened.push({ file, ...mapped });
  }
  return {
    shards: opened.flatMap(({ shards }) => shards),
    hasImages: opened.some(({ hasImages }) => hasImages),
    columns: [],
    claims: together(opened.map(({ claims }) => claims)),
    maps: opened.map(({ file, map }) => ({ files: [file], map, apart: true })),
    answers,
  };
}

/** What a table's fields are, and whether it is a dataset; `undefined` where it is none, and nobody could mean it. */
async function mapOrSkip(
  location: Location,
  file: string,
  table: RecordTable,
  manner: TableManner,
  wish: MapWish,
): Promise<(MappedTable & { readonly isDataset: boolean }) | undefined> {
  try {
    const mapped = await mapTable(location, file, table, manner, wish);
    // A wish of which a table has nothing is not said of it.
    const { has, lacks } = mapped.answer;
    const said = has.length === 0 && lacks.length > 0 ? {} : wish;
    return { ...mapped, isDataset: isDataset(mapped, location, file, said, table.single) };
  } catch (cause) {
    // What is said of a whole folder is not said of each table in it.
    const plain = location.isFolder
      ? await mapTable(location, file, table, manner, {}).catch(() => undefined)
      : undefined;
    if (plain && !isDataset(plain, location, file, {}, table.single)) return undefined;
    throw cause;
  }
}

/** What several tables of a place claim. */
export function together(claims: readonly Claims[]): Claims {
  return {
    reads: claims.flatMap(({ reads }) => reads),
    beside: claims.flatMap(({ beside = [] }) => beside),
  };
}

/** A table of a folder may be about anything; one that is named by itself is meant. */
function isDataset(
  { map, namesFiles, found }: MappedTable,
  { isFolder, files, shared }: Location,
  file: string,
  wish: MapWish,
  single = false,
): boolean {
  const has = map.caption.length > 0;
  if (!isFolder || Object.keys(wish).length > 0) return has || map.image.length > 0 || map.url !== null;
  // One object may be about anything, too, such as a program's settings.
  if (single && !(has && (found || map.url !== null))) return false;
  if (namesFiles && !found && shared) return false;
  if (map.image.length > 0) return has || shared !== true;
  if (map.url !== null) return has || URL_TEXT.test(file);
  // Prose under any name may be about anything.
  const says = map.dialect !== PLAIN || map.caption.flatMap(alternatives).some(isStrongCaption);
  return has && says && shared !== true && !files.some(isImageName);
}
