import { dirname, join } from "node:path";
import { digestItems } from "../fingerprint.ts";
import type { Claims, DatasetFormat, Location, Shard } from "../format.ts";
import { type ImageFile, imageFiles } from "../image-file.ts";
import type { DatasetMap, MapWish } from "../map.ts";
import { proposeMap } from "../mapping/propose.ts";
import { readRecord } from "../mapping/read-record.ts";
import type { Pair } from "../pair.ts";
import { placeFileSize, readPlaceFile } from "../place-file.ts";
import { isImageName, numbered } from "../text.ts";
import { BESIDE, besideName, type FileBeside, filesBeside, readBeside } from "./folder-files.ts";
import { tableBeside } from "./sidecar.ts";

const ROWS = 10_000;
/** What people call the folders of splits. */
const SPLIT = /^(?:train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|dev(?:elopment)?)$/iu;
/** Pictures whose files beside them say what their fields are. */
const SAMPLED = 50;

interface Source {
  readonly root: string;
  readonly followLinks: boolean;
  /** Tables of downloads, by the first picture of the folder that each is of. */
  readonly tables: ReadonlyMap<string, string>;
  readonly find: (name: string) => Promise<ImageFile>;
  readonly beside: FileBeside;
  readonly map: DatasetMap;
}

/** A folder of pictures, each with its caption in a `.txt` or `.caption` of the same name, and its fields in a `.json`. */
export const folder: DatasetFormat = {
  id: "folder",
  about: "folder of images, with .txt or .caption captions and .json fields beside them",
  detect: async (location) => images(location).length > 0,
  async open(location, wishFor = () => ({})) {
    const names = images(location);
    const beside = filesBeside(location.files);
    const map = await mapOf(location, names, beside, wishFor("."));
    const find = await imageFiles(location.root, location.followLinks);
    const { root, followLinks } = location;
    const source = { root, followLinks, tables: tablesOf(location, names), find, beside, map };
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
    };
  },
};

/** All pictures; where other formats read of the place, those of folders in which pictures have captions. */
function images({ files, shared = false }: Location): readonly string[] {
  const pictures = files.filter(isImageName);
  if (!shared || pictures.length === 0) return pictures;
  const beside = filesBeside(files);
  const told = pictures.filter((image) => BESIDE.some((ending) => beside(image, ending) !== undefined));
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
function claimsOf(location: Location, names: readonly string[], beside: FileBeside): Claims {
  const reads = names.flatMap((image) => BESIDE.flatMap((ending) => beside(image, ending) ?? []));
  return { reads: [...names, ...reads], beside: [...tablesOf(location, names).values()] };
}

function tablesOf({ files }: Location, names: readonly string[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const name of names) if (!first.has(dirname(name))) first.set(dirname(name), name);
  const tables = files.filter((file) => /\.parquet$/iu.test(file) && first.has(file.slice(0, -8)));
  return new Map(tables.map((file) => [first.get(file.slice(0, -8)) ?? "", file]));
}

/** What is what among the files beside pictures, and the fields of their JSON. */
async function mapOf(
  { root }: Location,
  names: readonly string[],
  beside: FileBeside,
  wish: MapWish,
): Promise<DatasetMap> {
  const first = await Promise.all(names.slice(0, SAMPLED).map((name) => readBeside(root, name, beside)));
  const all = first.map(({ record }) => record);
  const texts = BESIDE.filter((ending) => ending !== ".json" && names.some((name) => beside(name, ending)));
  const fields = all.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith("."))),
  );
  const source = { name: ".", columns: [] };
  // A wish may name texts as well as fields.
  if (Object.keys(wish).length > 0)
    await proposeMap({ ...source, records: [...all, ending(texts)] }, without(wish, "image"));
  const { map } = await proposeMap({ ...source, records: fields }, without(wish, "image", "caption"));
  const endings = [...new Set(names.map((name) => /\.[^./]+$/u.exec(name)?.[0] ?? ""))];
  const [guessed, ...more] = map.caption;
  const caption =
    texts.length > 0
      ? [[...texts, ...(more.length > 0 || guessed === undefined ? [] : [guessed])].join("|")]
      : map.caption;
  return { ...map, image: [endings.join("|")], caption: wish.caption ?? caption, key: wish.key ?? null };
}

function ending(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((name) => [name, "text"]));
}

function without(wish: MapWish, ...roles: readonly string[]): MapWish {
  return Object.fromEntries(Object.entries(wish).filter(([role]) => !roles.includes(role)));
}

function toShard(source: Source, names: readonly string[], called: string): Shard {
  return {
    name: called,
    source: ".",
    bytes: names.reduce((sum, name) => sum + (placeFileSize(join(source.root, name)) ?? 0), 0),
    pairs: names.length,
    hasImages: true,
    async *read(signal) {
      for (const [row, name] of names.entries()) {
        signal.throwIfAborted();
        const table = source.tables.get(name);
        const { trouble } = (table && (await tableBeside(join(source.root, table), source, "files"))) || {};
        if (trouble !== undefined) yield { trouble };
        yield await toPair(source, name, row);
      }
    },
    digest: (signal) => digestItems(digestible(source, names), signal),
  };
}

async function toPair({ root, find, beside, map }: Source, name: string, row: number): Promise<Pair> {
  const image = await find(name);
  const { record, files, invalid, error: problem } = await readBeside(root, name, beside);
  const { pair } = await readRecord(record, { ...map, image: [] }, find);
  const { record: _, error: wrong, meta, ...fields } = pair;
  const error = ("error" in image ? image.error : undefined) ?? problem ?? wrong;
  return {
    key: name,
    row,
    ...fields,
    ...("image" in image ? { image: image.image } : {}),
    stored: { picture: name, beside: files },
    ...(error === undefined ? {} : { error }),
    meta: invalid ? { ...meta, invalid_utf8: true } : meta,
  };
}

async function* digestible({ root, find, beside }: Source, names: readonly string[]) {
  for (const name of names) {
    const image = await find(name);
    yield { name, ...("image" in image ? { bytes: image.image } : {}) };
    const files = BESIDE.flatMap((own) => beside(name, own) ?? []);
    // Such a line stood there before other endings were read.
    if (beside(name, ".txt") === undefined) yield { name: besideName(name, ".txt") };
    for (const file of files) yield { name: file, bytes: () => readPlaceFile(join(root, file)) };
  }
}
