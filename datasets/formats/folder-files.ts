import { join, posix } from "node:path";
import { oneLine } from "../one-line.ts";
import type { StoredMember } from "../pair.ts";
import { placeFileSize, readPlaceFile } from "../place-file.ts";
import { decodeText, isImageName, MAX_TEXT_BYTES, parseObject, type Text } from "../text.ts";

/** Endings of files that say something of the picture of the same name. */
export const BESIDE = [".txt", ".caption", ".json"] as const;
export type BesideEnding = (typeof BESIDE)[number];

/** The file of an ending that lies beside a picture, where there is one. */
export type FileBeside = (image: string, ending: BesideEnding) => string | undefined;

/** `0.txt` of `0.jpg`, or `0.jpg.txt`, or one whose name differs in case only, as cameras and Windows write it, where that is one for one. */
export function filesBeside(files: readonly string[]): FileBeside {
  const images = grouped(files.filter(isImageName), (file) => besideName(file, "").toLowerCase());
  const byEnding = new Map(BESIDE.map((ending) => [ending, finder(files, ending, images)]));
  const near: FileBeside = (image, ending) => byEnding.get(ending)?.(image);
  const pictures = files.filter(isImageName);
  if (pictures.some((image) => BESIDE.some((ending) => near(image, ending) !== undefined))) return near;
  const apart = new Map(BESIDE.map((ending) => [ending, finderApart(files, ending)]));
  return (image, ending) => apart.get(ending)?.(image);
}

function finder(
  files: readonly string[],
  ending: BesideEnding,
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

/** Where nothing lies beside pictures, `captions/0.txt` of `images/0.jpg`: in a folder without any, each name once. */
function finderApart(files: readonly string[], ending: string): (image: string) => string | undefined {
  const pictures = files.filter(isImageName);
  const folders = new Set(pictures.map((file) => posix.dirname(file)));
  const stemOf = (file: string) => besideName(posix.basename(file), "");
  const own = files.filter(
    (file) => file.toLowerCase().endsWith(ending) && !folders.has(posix.dirname(file)),
  );
  const byStem = grouped(own, stemOf);
  const images = own.length === 0 ? new Map<string, string[]>() : grouped(pictures, stemOf);
  return (image) => {
    const stem = stemOf(image);
    const [only, ...more] = byStem.get(stem) ?? [];
    return more.length === 0 && images.get(stem)?.length === 1 ? only : undefined;
  };
}

/** What the file beside a picture would be called. */
export function besideName(image: string, ending: string): string {
  return image.replace(/\.[^./]+$/, ending);
}

function grouped(names: readonly string[], by: (name: string) => string): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = groups.get(by(name));
    if (group) group.push(name);
    else groups.set(by(name), [name]);
  }
  return groups;
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
export async function readBeside(root: string, image: string, beside: FileBeside): Promise<BesideRecord> {
  const record: Record<string, unknown> = {};
  const files: StoredMember[] = [];
  let invalid = false;
  let error: string | undefined;
  for (const ending of BESIDE) {
    const file = beside(image, ending);
    const what = ending === ".json" ? `"${file}"` : "caption";
    const text = file === undefined ? undefined : await readText(join(root, file));
    if (file === undefined || text === undefined) continue;
    if ("problem" in text) error ??= `Cannot read ${what}: ${text.problem}`;
    else {
      files.push({ name: file, bytes: text.bytes });
      invalid ||= text.invalid;
      const fields = ending === ".json" ? parseObject(text.text) : undefined;
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
