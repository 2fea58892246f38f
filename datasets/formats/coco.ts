import { createReadStream, statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import { type ByteRange, digestItems } from "../fingerprint.ts";
import type { DatasetFormat, Location, Opened, Shard } from "../format.ts";
import { type ImageFile, imageFiles } from "../image-file.ts";
import { picturesBeside } from "../mapping/beside.ts";
import { notReadOf } from "../not-read.ts";
import { oneLine, quoted } from "../one-line.ts";
import type { Pair, Trouble } from "../pair.ts";
import { isPlaceFile } from "../place-file.ts";
import { allowedRoots, isInside } from "../roots.ts";
import { decodeText, numbered, parseObject } from "../text.ts";
import { uniqueKeys } from "../unique-keys.ts";
import { picturesInZips } from "../zip/pictures.ts";
import { captionFiles, isOtherAnnotation } from "./coco-files.ts";
import { indexCaptions, type Picture } from "./coco-index.ts";
import { cocoMap, unheardWishes } from "./coco-map.ts";
import { type CocoSource, toPair } from "./coco-pair.ts";
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
        ...opened.flatMap(({ troubles = [] }) => troubles),
        ...unheardWishes(files, wishFor),
      ],
      maps: [{ files, map: cocoMap }],
      shards: opened.flatMap(({ shards }) => shards),
      hasImages: opened.some(({ hasImages }) => hasImages),
      columns: ["image_id", "id", "file_name"],
    };
  },
};

async function openFile(
  location: Location,
  file: string,
): Promise<Opened & { readonly pictures: readonly string[] }> {
  const { root, files, isFolder, followLinks } = location;
  const path = join(root, file);
  const { pictures, captionless, ranges, broken } = await indexCaptions(path, ROWS);
  if (ranges.length === 0)
    throw new Error(`Cannot open "${file}": wanted COCO annotations, got ${broken ?? "none"}`);
  const folder = imageFolder(path, pictures.values().next().value?.file);
  const zipped = folder === undefined ? await findInZips(location, pictures) : undefined;
  const scattered =
    folder === undefined && zipped === undefined ? await findByName(location, file, pictures) : undefined;
  const find = folder === undefined ? (zipped ?? scattered)?.find : await findIn(folder, followLinks);
  const place = (name: string) =>
    folder === undefined
      ? (scattered?.places.get(name) ?? posix.join(posix.dirname(file), "images", name))
      : relative(root, join(folder.folder, name)).replaceAll(sep, "/");
  const source = { file, path, pictures, find, place };
  const last = ranges.length - 1;
  const shards = ranges.map((range, i): Shard => {
    const trouble =
      i === last && broken !== undefined ? `Cannot read "${file}" to its end: ${broken}` : undefined;
    return {
      name: numbered(file.replace(/\.json$/i, ""), i),
      source: file,
      file: path,
      rowsAt: "$.annotations[*]",
      ...(i === 0 ? { whole: path } : {}),
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
    troubles: broken === undefined ? unpaired(file, captionless, pictures.size) : [],
    pictures: isFolder
      ? files.filter((name) => named.has(name) || zipped?.zips.has(name) || scattered?.files.has(name))
      : [],
  };
}

/** Images without captions are no pairs: they are counted, and some are named. */
function unpaired(file: string, captionless: readonly string[], all: number): readonly string[] {
  if (captionless.length === 0) return [];
  const names = captionless
    .slice(0, 3)
    .map((name) => quoted(name))
    .join(", ");
  const more = captionless.length > 3 ? ", …" : "";
  return [
    `Cannot pair ${captionless.length} of ${all} images of "${file}": no caption is of them: ${names}${more}`,
  ];
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
): Promise<
  { readonly find: NonNullable<CocoSource["find"]>; readonly zips: ReadonlySet<string> } | undefined
> {
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
): Promise<
  | {
      readonly find: NonNullable<CocoSource["find"]>;
      readonly files: ReadonlySet<string>;
      /** By the name that the captions have. */
      readonly places: ReadonlyMap<string, string>;
    }
  | undefined
> {
  const { resolve, find } = await picturesBeside(location, file);
  const places = new Map<string, string>();
  for (const one of pictures.values()) {
    const found = await resolve(one.file);
    if (found !== undefined) places.set(one.file, found);
  }
  return places.size === 0 ? undefined : { find, files: new Set(places.values()), places };
}

interface ImageFolder {
  readonly folder: string;
  /** The folder below which it was looked for. */
  readonly base: string;
}

/** Pictures by their names; each is an error where the folder itself is a link that leads out. */
async function findIn({ folder, base }: ImageFolder, followLinks: boolean): Promise<CocoSource["find"]> {
  const isOwn = isInside(await allowedRoots(base, followLinks), await realpath(folder));
  return imageFiles(folder, followLinks, isOwn ? folder : base);
}

async function* annotations(path: string, range: ByteRange, signal: AbortSignal): AsyncGenerator<string> {
  const stream = createReadStream(path, { start: range.start, end: range.end - 1, signal });
  const start = { offset: range.start, array: "annotations" };
  for await (const { bytes } of arrayElements(stream, start)) yield decodeText(bytes).text;
}

async function* read(
  source: CocoSource,
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

/** Each annotation with what stands in `images` for it, and the picture's bytes once. */
async function* digestible({ path, pictures, find }: CocoSource, range: ByteRange, signal: AbortSignal) {
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
