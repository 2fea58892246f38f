import { createReadStream, statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { type ByteRange, digestItems } from "../fingerprint.ts";
import type { DatasetFormat, Location, Opened, Shard } from "../format.ts";
import { type ImageFile, imageFiles } from "../image-file.ts";
import { picturesBeside } from "../mapping/beside.ts";
import { notReadOf } from "../not-read.ts";
import { oneLine, quoted } from "../one-line.ts";
import type { Pair, Trouble } from "../pair.ts";
import { isPlaceFile } from "../place-file.ts";
import { allowedRoots, isInside } from "../roots.ts";
import { decodeText, kindOf, numbered, parseObject } from "../text.ts";
import { type UniqueKey, uniqueKeys } from "../unique-keys.ts";
import { picturesInZips } from "../zip/pictures.ts";
import { captionFiles, isOtherAnnotation } from "./coco-files.ts";
import { indexCaptions, type Picture } from "./coco-index.ts";
import { cocoMap, unheardWishes } from "./coco-map.ts";
import { arrayElements } from "./json-arrays.ts";

/** Captions in a shard. */
const ROWS = 10_000;

/** COCO captions: one JSON of images and annotations beside a folder of pictures; each caption is a pair. */
export const coco: DatasetFormat = {
  id: "coco",
  about: "COCO captions JSON beside its images",
  detect: async (location) => (await captionFiles(location)).length > 0,
  async open(location, wishFor = () => ({})) {
    const files = await captionFiles(location);
    const opened = await Promise.all(files.map((file) => openFile(location, file)));
    const beside = location.files.filter(isOtherAnnotation);
    return {
      claims: { reads: [...files, ...opened.flatMap(({ pictures }) => pictures)], beside },
      troubles: [
        ...(beside.length === 0 ? [] : [notReadOf(beside, "coco", "annotations without captions")]),
        ...unheardWishes(files, wishFor),
      ],
      maps: [{ files, map: cocoMap }],
      shards: opened.flatMap(({ shards }) => shards),
      hasImages: opened.some(({ hasImages }) => hasImages),
      columns: ["image_id", "id", "file_name"],
    };
  },
};

interface Source {
  /** The file's name, before the ids of its pictures. */
  readonly file: string;
  readonly path: string;
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly find: ((name: string) => Promise<ImageFile>) | undefined;
}

async function openFile(
  location: Location,
  file: string,
): Promise<Opened & { readonly pictures: readonly string[] }> {
  const { root, files, isFolder, followLinks } = location;
  const path = join(root, file);
  const { pictures, ranges, broken } = await indexCaptions(path, ROWS);
  if (ranges.length === 0)
    throw new Error(`Cannot open "${file}": wanted COCO annotations, got ${broken ?? "none"}`);
  const folder = imageFolder(path, pictures.values().next().value?.file);
  const zipped = folder === undefined ? await findInZips(location, pictures) : undefined;
  const scattered =
    folder === undefined && zipped === undefined ? await findByName(location, file, pictures) : undefined;
  const find = folder === undefined ? (zipped ?? scattered)?.find : await findIn(folder, followLinks);
  const source = { file, path, pictures, find };
  const last = ranges.length - 1;
  const shards = ranges.map((range, i): Shard => {
    const trouble =
      i === last && broken !== undefined ? `Cannot read "${file}" to its end: ${broken}` : undefined;
    return {
      name: numbered(file.replace(/\.json$/i, ""), i),
      source: file,
      bytes: range.end - range.start,
      read: (signal) => read(source, range, trouble, signal),
      digest: (signal) => digestItems(digestible(source, range, signal), signal),
    };
  });
  const named = new Set(
    folder === undefined
      ? []
      : [...pictures.values()].map((one) => relative(root, join(folder.folder, one.file))),
  );
  return {
    shards,
    hasImages: find !== undefined,
    columns: [],
    pictures: isFolder
      ? files.filter((name) => named.has(name) || zipped?.zips.has(name) || scattered?.files.has(name))
      : [],
  };
}

/** COCO keeps pictures in a folder named after the split, beside the JSON or beside `annotations/`. */
function imageFolder(path: string, first: string | undefined): ImageFolder | undefined {
  const split = basename(path, ".json").replace(/^.*captions?_/i, "");
  const folders = [dirname(path), join(dirname(path), "..")].flatMap((base) =>
    [split, join("images", split), "images", ""].map((name) => ({ base, folder: join(base, name) })),
  );
  const isFolder = (folder: string) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return (
    folders.find(
      ({ folder }) => first !== undefined && isFolder(folder) && isPlaceFile(join(folder, first)),
    ) ?? folders.find(({ folder }) => basename(folder) === split && isFolder(folder))
  );
}

/** Pictures of the zips beside the captions, as COCO is downloaded; `undefined` where they hold none of them. */
async function findInZips(
  location: Location,
  pictures: ReadonlyMap<string, Picture>,
): Promise<{ readonly find: NonNullable<Source["find"]>; readonly zips: ReadonlySet<string> } | undefined> {
  const inZips = picturesInZips(location);
  const zips = new Set<string>();
  for (const { file } of pictures.values()) {
    const { zip } = (await inZips(file)) ?? {};
    if (zip !== undefined) zips.add(zip);
  }
  const find = async (name: string): Promise<ImageFile> =>
    (await inZips(name))?.image ?? { error: `Cannot read image ${quoted(name)}: no such file` };
  return zips.size === 0 ? undefined : { find, zips };
}

/** Pictures in a folder of any name, each where its own name is there once; `undefined` where none is. */
async function findByName(
  location: Location,
  file: string,
  pictures: ReadonlyMap<string, Picture>,
): Promise<{ readonly find: NonNullable<Source["find"]>; readonly files: ReadonlySet<string> } | undefined> {
  const { resolve, find } = await picturesBeside(location, file);
  const all = await Promise.all([...pictures.values()].map((one) => resolve(one.file)));
  const files = new Set(all.filter((one) => one !== undefined));
  return files.size === 0 ? undefined : { find, files };
}

interface ImageFolder {
  readonly folder: string;
  /** The folder below which it was looked for. */
  readonly base: string;
}

/** Pictures by their names; each is an error where the folder itself is a link that leads out. */
async function findIn({ folder, base }: ImageFolder, followLinks: boolean): Promise<Source["find"]> {
  const isOwn = isInside(await allowedRoots(base, followLinks), await realpath(folder));
  return imageFiles(folder, followLinks, isOwn ? folder : base);
}

async function* annotations(path: string, range: ByteRange, signal: AbortSignal): AsyncGenerator<string> {
  const stream = createReadStream(path, { start: range.start, end: range.end - 1, signal });
  const start = { offset: range.start, array: "annotations" };
  for await (const { bytes } of arrayElements(stream, start)) yield decodeText(bytes).text;
}

async function* read(
  source: Source,
  range: ByteRange,
  trouble: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Pair | Trouble> {
  const unique = uniqueKeys();
  let row = 0;
  try {
    for await (const text of annotations(source.path, range, signal)) {
      signal.throwIfAborted();
      yield await toPair(text, source, row++, unique);
    }
    if (trouble !== undefined) yield { trouble };
  } catch (cause) {
    signal.throwIfAborted();
    yield { trouble: `Cannot read "${basename(source.path)}" to its end: ${oneLine(cause)}` };
  }
}

async function toPair(
  text: string,
  { file, pictures, find }: Source,
  row: number,
  unique: (key: string) => UniqueKey,
): Promise<Pair> {
  const record = parseObject(text);
  if (typeof record === "string")
    return { ...base(unique(`#${row}`).key, row), error: `Cannot read annotation: ${record}` };
  const { id, image_id, caption, ...meta } = record;
  const picture = pictures.get(String(image_id));
  const { key, again } = unique(`${String(image_id)}/${String(id ?? `#${row}`)}`);
  const image = picture && find ? await find(picture.file) : undefined;
  const error = again
    ? `Cannot use annotation id "${String(id)}": it came before in this shard`
    : typeof caption !== "string"
      ? `Cannot read caption: wanted text, got ${kindOf(caption)}`
      : picture === undefined
        ? `Cannot find image "${String(image_id)}": no entry in images has that id`
        : image && "error" in image
          ? image.error
          : undefined;
  return {
    ...base(key, row),
    ...(typeof caption === "string" ? { caption } : {}),
    ...(picture?.url === undefined ? {} : { url: picture.url }),
    ...(picture?.license === undefined ? {} : { license: picture.license }),
    ...(image && "image" in image ? image : {}),
    ...(picture === undefined ? {} : { sample: `${file}/${String(image_id)}` }),
    ...(error === undefined ? {} : { error }),
    meta: { ...meta, image_id, id, ...(picture ? { file_name: picture.file } : {}) },
  };
}

function base(key: string, row: number): Pick<Pair, "key" | "row" | "meta"> {
  return { key, row, meta: {} };
}

/** Each annotation with what stands in `images` for it, and the picture's bytes once. */
async function* digestible({ path, pictures, find }: Source, range: ByteRange, signal: AbortSignal) {
  const seen = new Set<string>();
  for await (const text of annotations(path, range, signal)) {
    yield { name: text };
    const record = parseObject(text);
    const id = typeof record === "string" ? "" : String(record["image_id"]);
    const picture = pictures.get(id);
    if (picture === undefined || seen.has(id)) continue;
    seen.add(id);
    const image = await find?.(picture.file);
    yield { name: JSON.stringify(picture), ...(image && "image" in image ? { bytes: image.image } : {}) };
  }
}
