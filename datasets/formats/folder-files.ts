import { join } from "node:path";
import { oneLine } from "../one-line.ts";
import type { StoredMember } from "../pair.ts";
import { placeFileSize, readPlaceFile } from "../place-file.ts";
import { decodeText, isImageName, MAX_TEXT_BYTES, parseRecord, type Text } from "../text.ts";
import { captionsApart, finderApart, grouped } from "./files-apart.ts";
import { captionsAmong } from "./webdataset-pair.ts";

/** Endings of files that say something of the picture of the same name. */
const BESIDE = [".txt", ".caption", ".text", ".cap", ".prompt", ".description", ".json"] as const;

/** The files that lie beside pictures and say something of them. */
export interface FilesBeside {
  /** What they are called behind the picture's name: `.txt`, `.json`; `.en.txt` also of those in a folder `en`. */
  readonly endings: readonly string[];
  /** The file of an ending that lies beside a picture, where there is one. */
  of(image: string, ending: string): string | undefined;
}

/**
 * `0.txt` of `0.jpg`, or `0.jpg.txt`, or one whose name differs in case only, as cameras and Windows write it, where that
 * is one for one; where none is, `0.en.txt` and `0.de.txt`; where nothing lies beside, those of folders without pictures.
 */
export function filesBeside(files: readonly string[]): FilesBeside {
  const images = grouped(files.filter(isImageName), (file) => besideName(file, "").toLowerCase());
  const near = finders(BESIDE, (ending) => finder(files, ending, images));
  const pictures = files.filter(isImageName);
  const has = (beside: FilesBeside, endings: readonly string[]) =>
    pictures.some((image) => endings.some((ending) => beside.of(image, ending) !== undefined));
  const named = captionsAmong(namedEndings(files)).map((ending) => `.${ending}`);
  if (named.length > 1 && !has(near, [".txt", ".caption"])) {
    const several = finders([...BESIDE, ...named], (ending) => finder(files, ending, images));
    if (has(several, named)) return several;
  }
  if (has(near, BESIDE)) return near;
  const apart = captionsApart(files);
  const others = finders(BESIDE, (ending) => finderApart(files, ending));
  if (apart.size === 0) return others;
  return {
    endings: [...BESIDE, ...apart.keys()],
    of(image, ending) {
      const isSaid = [...apart.values()].some((byImage) => byImage.has(image));
      const own = apart.get(ending)?.get(image);
      return own ?? (isSaid && ending !== ".json" ? undefined : others.of(image, ending));
    },
  };
}

function finders(
  endings: readonly string[],
  of: (ending: string) => (image: string) => string | undefined,
): FilesBeside {
  const byEnding = new Map(endings.map((ending) => [ending, of(ending)]));
  return { endings, of: (image, ending) => byEnding.get(ending)?.(image) };
}

/** What stands between the names of pictures and their texts: `en.txt` of `0.en.txt`. */
function namedEndings(files: readonly string[]): readonly string[] {
  const stems = new Set(files.filter(isImageName).map((file) => besideName(file, "")));
  const endings = files.flatMap((file) => {
    const [, stem = "", ending] = /^(.+)\.([^./]+\.(?:txt|caption))$/u.exec(file) ?? [];
    return ending !== undefined && stems.has(stem) ? [ending] : [];
  });
  return [...new Set(endings)];
}

function finder(
  files: readonly string[],
  ending: string,
  images: ReadonlyMap<string, readonly string[]>,
): (image: string) => string | undefined {
  const own = files.filter((file) => file.toLowerCase().endsWith(ending));
  const exact = new Set(own);
  const byFolded = grouped(own, (file) => file.toLowerCase());
  return (image) => {
    const name = besideName(image, ending);
    if (exact.has(name)) return name;
    // Some tools append the ending to the picture's whole name.
    if (exact.has(image + ending)) return image + ending;
    const likely = byFolded.get(name.toLowerCase()) ?? [];
    const stem = besideName(image, "");
    const sameStem = likely.filter((file) => file.slice(0, -ending.length) === stem);
    if (sameStem.length === 1) return sameStem[0];
    return likely.length === 1 && images.get(stem.toLowerCase())?.length === 1 ? likely[0] : undefined;
  };
}

/** What the file beside a picture would be called. */
export function besideName(image: string, ending: string): string {
  return image.replace(/\.[^./]+$/, ending);
}

/** What the files beside a picture say, as one record: texts under their endings, fields of the JSON under their names. */
export interface BesideRecord {
  readonly record: Readonly<Record<string, unknown>>;
  /** The files, byte for byte, less those that cannot be read. */
  readonly files: readonly StoredMember[];
  readonly invalid: boolean;
  readonly error?: string;
}

/** Reads the files beside a picture; one that cannot be read is an error, one that is not there is none. */
export async function readBeside(root: string, image: string, beside: FilesBeside): Promise<BesideRecord> {
  const record: Record<string, unknown> = {};
  const files: StoredMember[] = [];
  let invalid = false;
  let error: string | undefined;
  for (const ending of beside.endings) {
    const file = beside.of(image, ending);
    const what = ending === ".json" ? `"${file}"` : "caption";
    const text = file === undefined ? undefined : await readText(join(root, file));
    if (file === undefined || text === undefined) continue;
    if ("problem" in text) error ??= `Cannot read ${what}: ${text.problem}`;
    else {
      files.push({ name: file, bytes: text.bytes });
      invalid ||= text.invalid;
      const fields = ending === ".json" ? parseRecord(text.text) : undefined;
      if (fields === undefined) record[ending] = text.text;
      else if (typeof fields === "string") error ??= `Cannot read ${what}: ${fields}`;
      else Object.assign(record, fields);
    }
  }
  return { record, files, invalid, ...(error === undefined ? {} : { error }) };
}

async function readText(
  path: string,
): Promise<(Text & { readonly bytes: Uint8Array }) | { readonly problem: string } | undefined> {
  try {
    const size = placeFileSize(path);
    if (size === undefined) return undefined;
    if (size > MAX_TEXT_BYTES) return { problem: `wanted at most ${MAX_TEXT_BYTES} bytes, got ${size}` };
    const bytes = await readPlaceFile(path);
    return { ...decodeText(bytes), bytes };
  } catch (cause) {
    return { problem: oneLine(cause) };
  }
}
