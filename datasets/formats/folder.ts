import { dirname, join } from "node:path";
import { digestItems } from "../fingerprint.ts";
import type { Claims, DatasetFormat, Location, Shard } from "../format.ts";
import { type ImageFile, imageFiles } from "../image-file.ts";
import type { DatasetMap } from "../map.ts";
import { readRecord } from "../mapping/read-record.ts";
import type { Pair } from "../pair.ts";
import { placeFileSize, readPlaceFile } from "../place-file.ts";
import { isImageName, numbered } from "../text.ts";
import { keyText, type UniqueKey, uniqueKeys } from "../unique-keys.ts";
import { classesByFolder } from "./class-folders.ts";
import { besideName, type FilesBeside, filesBeside, readBeside } from "./folder-files.ts";
import { mapFolder } from "./folder-map.ts";
import { type FolderTable, lackingFields, tableRows, tablesOf } from "./folder-tables.ts";
import type { SidecarRow } from "./sidecar.ts";

const ROWS = 10_000;
/** What people call the folders of splits. */
const SPLIT = /^(?:train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|dev(?:elopment)?)$/iu;

interface Source {
  readonly root: string;
  readonly followLinks: boolean;
  /** Tables of downloads, by the folder that each is of. */
  readonly tables: ReadonlyMap<string, FolderTable>;
  readonly find: (name: string) => Promise<ImageFile>;
  readonly beside: FilesBeside;
  readonly map: DatasetMap;
  /** The class that a picture's folder says. */
  readonly classOf: (picture: string) => string | undefined;
}

/** A folder of pictures, each with its caption in a `.txt` or `.caption` of the same name, and its fields in a `.json`. */
export const folder: DatasetFormat = {
  id: "folder",
  about: "folder of images, with .txt or .caption captions and .json fields beside them",
  detect: async (location) => images(location).length > 0,
  async open(location, wishFor = () => ({})) {
    const beside = filesBeside(location.files);
    const { map, answer, names } = await mapFolder(location, images(location), beside, wishFor("."));
    const find = await imageFiles(location.root, location.followLinks);
    const { root, followLinks } = location;
    const tables = tablesOf(location, names);
    const isBare = map.caption.length === 0 && tables.size === 0;
    const classOf = isBare ? classesByFolder(names) : () => undefined;
    const source = { root, followLinks, tables, find, beside, map, classOf };
    const shards = [...bySplit(names)].flatMap(([stem, own]) =>
      Array.from({ length: Math.ceil(own.length / ROWS) }, (_, i) =>
        toShard(source, own.slice(i * ROWS, (i + 1) * ROWS), numbered(stem, i)),
      ),
    );
    return {
      shards,
      hasImages: true,
      columns: [],
      claims: claimsOf(location, names, beside),
      maps: [{ files: ["."], map }],
      answers: [{ file: ".", isRead: true, ...answer }],
    };
  },
};

/** All pictures; where other formats read of the place, those of folders in which pictures have captions. */
function images({ files, shared = false }: Location): readonly string[] {
  const pictures = files.filter(isImageName);
  if (!shared || pictures.length === 0) return pictures;
  const beside = filesBeside(files);
  const told = pictures.filter((image) =>
    beside.endings.some((ending) => beside.of(image, ending) !== undefined),
  );
  const folders = new Set(told.map((image) => dirname(image)));
  return pictures.filter((image) => folders.has(dirname(image)));
}

/** Pictures by the name of their shards: in a folder that is called after a split, that; so their split stays in what is written. */
function bySplit(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const stem =
      dirname(name)
        .split("/")
        .find((part) => SPLIT.test(part)) ?? "folder";
    groups.set(stem, [...(groups.get(stem) ?? []), name]);
  }
  return groups;
}

/** Also img2dataset's table of a folder of files, which says of each what the files beside it say. */
function claimsOf(location: Location, names: readonly string[], beside: FilesBeside): Claims {
  const reads = names.flatMap((image) => beside.endings.flatMap((ending) => beside.of(image, ending) ?? []));
  const tables = [...tablesOf(location, names).values()].map(({ file }) => file);
  return { reads: [...names, ...reads], beside: tables };
}

function toShard(source: Source, names: readonly string[], called: string): Shard {
  const folders = new Set(names.map((name) => dirname(name)));
  const tables = [...source.tables].filter(([folder]) => folders.has(folder)).map(([, { file }]) => file);
  return {
    name: called,
    source: ".",
    ...(tables.length > 0 && {
      tables: new Map(tables.map((file) => [file, join(source.root, file)])),
    }),
    bytes: names.reduce((sum, name) => sum + (placeFileSize(join(source.root, name)) ?? 0), 0),
    pairs: names.length,
    hasImages: true,
    async *read(signal) {
      const unique = uniqueKeys();
      const rowOf = tableRows(source);
      for (const [row, name] of names.entries()) {
        signal.throwIfAborted();
        const { known, trouble } = await rowOf(name);
        if (trouble !== undefined) yield { trouble };
        yield await toPair(source, name, row, unique, known);
      }
    },
    digest: (signal) => digestItems(digestible(source, names), signal),
  };
}

async function toPair(
  { root, tables, find, beside, map, classOf }: Source,
  name: string,
  row: number,
  unique: (key: string) => UniqueKey,
  known: SidecarRow | undefined,
): Promise<Pair> {
  const image = await find(name);
  const { record: read, files, invalid, error: problem } = await readBeside(root, name, beside);
  const label = classOf(name);
  const own = label === undefined ? read : { label, ...read };
  const table = lackingFields(known?.record, own);
  const record = { ...own, ...table };
  // Img2dataset calls it so; where the pictures' own files say it, the map does.
  const url = map.url ?? (table?.["url"] === undefined ? null : "url");
  const { pair, key: called } = await readRecord(record, { ...map, image: [], url }, find);
  const { key, again } = unique(called === undefined || called === "" ? name : keyText(called));
  const twice = again ? `Cannot use the key of "${key}": it came before in this shard` : undefined;
  const { record: _, error: wrong, meta, ...fields } = pair;
  const error = ("error" in image ? image.error : undefined) ?? problem ?? wrong ?? twice;
  return {
    key,
    row,
    ...fields,
    ...("image" in image ? { image: image.image } : {}),
    stored: { picture: name, beside: files, ...(known && { table: tables.get(dirname(name))?.file ?? "" }) },
    ...(known && { tableRow: known }),
    ...(error === undefined ? {} : { error }),
    meta: invalid ? { ...meta, invalid_utf8: true } : meta,
  };
}

async function* digestible({ root, find, beside, tables }: Source, names: readonly string[]) {
  for (const name of names) {
    const { file: table, first } = tables.get(dirname(name)) ?? {};
    if (table !== undefined && first === name)
      yield { name: table, bytes: () => readPlaceFile(join(root, table)) };
    const image = await find(name);
    yield { name, ...("image" in image ? { bytes: image.image } : {}) };
    const files = beside.endings.flatMap((own) => beside.of(name, own) ?? []);
    // Such a line stood there before other endings were read.
    if (beside.of(name, ".txt") === undefined) yield { name: besideName(name, ".txt") };
    for (const file of files) yield { name: file, bytes: () => readPlaceFile(join(root, file)) };
  }
}
