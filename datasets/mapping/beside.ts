import { type Dirent, readdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import type { Location } from "../format.ts";
import { type ImageFile, imageFiles } from "../image-file.ts";
import { isImageName } from "../text.ts";
import { picturesInZips } from "../zip/pictures.ts";

/** Finds the pictures that a table names. */
export interface Beside {
  find(name: string): Promise<ImageFile>;
  /** The file of the place that a name means, relative to its root; `undefined` where there is none. */
  resolve(name: string): Promise<string | undefined>;
}

/** Folders that hold pictures and that tables do not name. */
const PICTURES =
  /^(?:images?|imgs?|photos?|pictures?|pics|data|files|jpegimages|jpgs?|pngs?|media|assets)$/iu;

/** What stands before a picture's number in its name: zeros, and what COCO calls its pictures. */
const BEFORE_NUMBER = /^(?:COCO_[a-z]+\d{4}_)?0*(?=\d+(?:\.[^./]+)?$)/u;

/** A longer text is no name of a file. */
const LONGEST = 1024;

interface Index {
  readonly files: ReadonlySet<string>;
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

const indices = new WeakMap<readonly string[], Index>();

/**
 * Looks for pictures where the table lies, then where the place begins, then in folders that are called so, and for
 * names of another machine by their last parts; inside of the place and nowhere else.
 * @param file the table's, relative to the place
 */
export async function picturesBeside(location: Location, file: string): Promise<Beside> {
  const folder = posix.dirname(file);
  const here = await imageFiles(join(location.root, folder), location.followLinks);
  if (!location.isFolder) return besideAlone(dirname(join(location.root, file)), here);
  const found = await imageFiles(location.root, location.followLinks);
  const resolve = (name: string) =>
    spellingsOf(name)
      .map((one) => among(indexOf(location.files), folder, one))
      .find((file) => file !== undefined);
  const zipped = picturesInZips(location);
  const inZips = async (name: string) => {
    for (const one of spellingsOf(name)) {
      const file = await zipped(one);
      if (file !== undefined) return file;
    }
    return undefined;
  };
  return {
    resolve: async (name) => resolve(name) ?? (await inZips(name))?.zip,
    find: async (name) => {
      const own = resolve(name);
      if (own !== undefined) return renamed(await found(own), own, name);
      return (await inZips(name))?.image ?? here(name);
    },
  };
}

/** A name as it stands, and as it is where it was written as part of a URL: `my%20cat.jpg`. */
function spellingsOf(name: string): readonly string[] {
  if (!/%[0-9a-f]{2}/iu.test(name) || name.length > LONGEST) return [name];
  try {
    return [name, decodeURIComponent(name)];
  } catch {
    return [name];
  }
}

/** Files that are looked through below a table that is named by itself. */
const MOST_FILES = 50_000;

/** Of a table that is named by itself, the place is its folder, and what lies below. */
function besideAlone(folder: string, here: (name: string) => Promise<ImageFile>): Beside {
  let files: readonly string[] | undefined;
  const resolve = (name: string) => {
    if (name.length > LONGEST) return undefined;
    files ??= filesBelow(folder);
    const index = indexOf(files);
    return spellingsOf(name)
      .map((one) => among(index, ".", one))
      .find((file) => file !== undefined);
  };
  return {
    resolve: async (name) => resolve(name),
    find: async (name) => {
      const own = resolve(name);
      return own === undefined ? here(name) : renamed(await here(own), own, name);
    },
  };
}

/** The nearest files below a folder. Links are not followed: whoever opens a file says where it may lead. */
function filesBelow(folder: string): readonly string[] {
  const files: string[] = [];
  const folders = [""];
  for (let at = folders.shift(); at !== undefined && files.length < MOST_FILES; at = folders.shift())
    for (const entry of entriesOf(join(folder, at))) {
      const name = posix.join(at, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) folders.push(name);
      else files.push(name);
    }
  return files;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** An error speaks of the name that the table has. */
function renamed(image: ImageFile, own: string, name: string): ImageFile {
  if ("error" in image) return { error: image.error.replace(JSON.stringify(own), JSON.stringify(name)) };
  return { ...image, place: own };
}

function indexOf(files: readonly string[]): Index {
  const known = indices.get(files);
  if (known) return known;
  const byName = new Map<string, string[]>();
  const add = (name: string, file: string) => {
    const same = byName.get(name);
    if (same) same.push(file);
    else byName.set(name, [file]);
  };
  for (const file of files.filter(isImageName)) {
    const name = posix.basename(file);
    const stem = name.replace(/\.[^.]+$/u, "");
    // Some tables name pictures without their endings, or by a number less its zeros, and macOS parts letters from accents.
    const spellings = [name, stem, stem.replace(BEFORE_NUMBER, ""), name.normalize("NFC")];
    for (const spelling of new Set(spellings)) add(spelling, file);
  }
  const index = { files: new Set(files), byName };
  indices.set(files, index);
  return index;
}

function among({ files, byName }: Index, folder: string, name: string): string | undefined {
  if (name === "" || name.length > LONGEST || name.includes("\0")) return undefined;
  // Flickr's lists number the captions of a picture: `1.jpg#0`.
  const plain = name.replaceAll("\\", "/").replace(/^\.\//u, "").replace(/#\d+$/u, "");
  const near = [
    posix.join(folder, name),
    posix.join(folder, plain),
    posix.normalize(name),
    posix.normalize(plain),
  ];
  const exact = near.find((path) => !path.startsWith("../") && files.has(path) && !isDirectory(path));
  if (exact !== undefined) return exact;
  const parts = plain.split("/");
  if (parts.includes("..")) return undefined;
  const last = parts.at(-1) ?? "";
  const called = byName.get(last) ?? byName.get(last.normalize("NFC")) ?? [];
  const likely = called.filter((file) => isSame(file, plain.normalize("NFC"), last, folder));
  const nearest = likely.filter((file) => file.startsWith(folder === "." ? "" : `${folder}/`));
  const [only, ...more] = nearest.length > 0 ? nearest : likely;
  return more.length === 0 ? only : undefined;
}

function isDirectory(path: string): boolean {
  return path === "." || path.endsWith("/");
}

/** Whether a file may be what is meant: one path ends with the other, folders of pictures and zeros before a number aside. */
function isSame(file: string, name: string, last: string, folder: string): boolean {
  const zeroless = posix.join(posix.dirname(file), posix.basename(file).replace(BEFORE_NUMBER, ""));
  const spellings = /^\d+$/u.test(last) ? [file, zeroless] : [file];
  return spellings.some((one) => isSpelledSame(one.normalize("NFC"), name, last.normalize("NFC"), folder));
}

function isSpelledSame(file: string, name: string, last: string, folder: string): boolean {
  // Of a name without ending, the file's is no matter.
  const own = last === posix.basename(file) ? file : file.replace(/\.[^./]+$/u, "");
  const inside = folder === "." || !own.startsWith(`${folder}/`) ? own : own.slice(folder.length + 1);
  const bare = inside
    .split("/")
    .filter((part, i, all) => i === all.length - 1 || !PICTURES.test(part))
    .join("/");
  return [own, inside, bare].some((path) => endsWith(path, name) || endsWith(name, path));
}

function endsWith(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}
