import { plain } from "../fields.ts";
import { imageNumbers } from "../image-numbers.ts";
import type { DatasetMap } from "../map.ts";
import type { Pair, StoredImage, StoredMember } from "../pair.ts";
import { decodeText, kindOf } from "../text.ts";
import { captionsIn } from "./caption-value.ts";
import { alternatives, firstAt, topField } from "./field-path.ts";
import { type FindImage, imagesIn } from "./image-value.ts";
import { imageText } from "./value-kind.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a map makes of a record: a pair less its place, and the names by which it may be called. */
export interface Reading {
  readonly pair: Omit<Pair, "key" | "row">;
  /** The file of its first image, as the record names it. */
  readonly file?: string;
  /** What stands in the field of keys. */
  readonly key?: unknown;
  /** Whether no field of an image had a value. */
  readonly imageless: boolean;
}

/** Reads a record by a map. A value that is not what it is taken for is an error and stays in `meta`; `null` is none. */
export async function readRecord(record: Fields, map: DatasetMap, find: FindImage): Promise<Reading> {
  const errors: string[] = [];
  const taken = new Set<string>();
  const pictures = new Set<string>();
  const captions = captionsOf(record, map.caption, errors, taken);
  const url = textOf(record, "URL", map.url, errors, taken);
  const license = textOf(record, "licence", map.license, errors, taken);
  const { images, files, imageless } = await imagesOf(record, map.image, find, errors, taken, pictures);
  const [first] = images;
  const key = map.key === null ? undefined : firstAt(record, map.key)[0]?.value;
  const blobs = blobsOf(record, taken, pictures);
  const pair = {
    ...(captions[0] === undefined ? {} : { caption: captions[0] }),
    ...(captions.length > 1 ? { captions } : {}),
    ...(first === undefined ? {} : { image: first.bytes, images }),
    ...(url === undefined ? {} : { url }),
    ...(license === undefined ? {} : { license }),
    ...(errors[0] === undefined ? {} : { error: errors[0] }),
    ...(blobs.length > 0 ? { blobs } : {}),
    record,
    meta: Object.fromEntries(
      Object.entries(record)
        .filter(([name, value]) => value !== undefined && !taken.has(name))
        .map(([name, value]) => [
          name,
          pictures.size === 0 ? plain(value) : plainLess(value, name, pictures),
        ]),
    ),
  };
  return { pair, imageless, key, ...(files[0] === undefined ? {} : { file: files[0] }) };
}

function captionsOf(
  record: Fields,
  entries: readonly string[],
  errors: string[],
  taken: Set<string>,
): readonly string[] {
  const captions: string[] = [];
  for (const entry of entries) {
    forgetNulls(record, entry, taken);
    for (const { at, value } of firstAt(record, entry)) {
      const texts = captionsIn(value);
      if ("got" in texts) errors.push(`Cannot read caption "${at}": wanted text, got ${texts.got}`);
      else {
        captions.push(...texts);
        takeWhole(record, at, taken);
      }
    }
  }
  return captions;
}

function textOf(
  record: Fields,
  what: string,
  entry: string | null,
  errors: string[],
  taken: Set<string>,
): string | undefined {
  if (entry === null) return undefined;
  forgetNulls(record, entry, taken);
  const [found] = firstAt(record, entry);
  if (found === undefined) return undefined;
  const { at, value } = found;
  const one = Array.isArray(value) ? (value as readonly unknown[])[0] : value;
  const text = one instanceof Uint8Array ? decodeText(one).text : one;
  if (typeof text !== "string") {
    errors.push(`Cannot read ${what} "${at}": wanted text, got ${kindOf(value)}`);
    return undefined;
  }
  // Of a list only the first is taken: the others stay where they are.
  if (!Array.isArray(value)) takeWhole(record, at, taken);
  return text;
}

async function imagesOf(
  record: Fields,
  entries: readonly string[],
  find: FindImage,
  errors: string[],
  taken: Set<string>,
  pictures: Set<string>,
) {
  const images: StoredImage[] = [];
  const files: string[] = [];
  const seen = new Set<string>();
  let imageless = true;
  for (const entry of entries) {
    forgetNulls(record, entry, taken);
    for (const { at, value } of firstAt(record, entry)) {
      const all = await imagesIn(at, value, find);
      if (all.length > 0) imageless = false;
      // A map may name a list and its elements.
      const read = all.filter((one) => !seen.has(one.at));
      for (const one of read) seen.add(one.at);
      for (const one of read) {
        if (one.file !== undefined) files.push(one.file);
        if ("image" in one)
          images.push({ name: one.at, bytes: one.image, ...(one.place && { place: one.place }) });
        else errors.push(one.error);
      }
      if (!all.some((one) => "image" in one || one.file !== undefined)) continue;
      if (at.includes(".") && !Object.hasOwn(record, at)) pictures.add(at);
      else taken.add(Object.hasOwn(record, at) ? at : topField(at));
    }
  }
  return { images, files, imageless };
}

/** A field of the first level is taken as a whole; of a nested one the rest stays beside the pair. */
function takeWhole(record: Fields, at: string, taken: Set<string>): void {
  if (Object.hasOwn(record, at)) taken.add(at);
  else if (/^[^.[\]]+\[\d+\]$/u.test(at)) taken.add(topField(at));
}

function forgetNulls(record: Fields, entry: string, taken: Set<string>): void {
  for (const name of alternatives(entry)) if (record[name] === null) taken.add(name);
}

/** A nested value without the pictures that were taken out of it: their text would stand among the texts. */
function plainLess(value: unknown, at: string, pictures: ReadonlySet<string>): unknown {
  if (pictures.has(at)) {
    const numbers = imageNumbers(value);
    if (numbers !== undefined) return `${numbers.length} bytes`;
    const isBytes = typeof value === "string" && (value.length > 4096 || imageText(value) !== undefined);
    return isBytes ? `${value.length} bytes` : plain(value);
  }
  if (Array.isArray(value)) return value.map((one, i) => plainLess(one, `${at}[${i}]`, pictures));
  if (value === null || typeof value !== "object" || value instanceof Date || ArrayBuffer.isView(value))
    return plain(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, plainLess(inner, `${at}.${name}`, pictures)]),
  );
}

/** Bytes anywhere in the fields that were not taken. */
function blobsOf(
  record: Fields,
  taken: ReadonlySet<string>,
  pictures: ReadonlySet<string>,
): readonly StoredMember[] {
  const blobs: StoredMember[] = [];
  const walk = (name: string, value: unknown): void => {
    if (value instanceof Uint8Array) blobs.push({ name, bytes: value });
    else if (pictures.has(name) || value === null || typeof value !== "object" || ArrayBuffer.isView(value))
      return;
    else if (Array.isArray(value)) for (const [i, one] of value.entries()) walk(`${name}[${i}]`, one);
    else for (const [inner, one] of Object.entries(value)) walk(`${name}.${inner}`, one);
  };
  for (const [name, value] of Object.entries(record)) if (!taken.has(name)) walk(name, value);
  return blobs;
}
