import { join, posix } from "node:path";
import { fieldLeaves } from "../field-leaves.ts";
import type { Location } from "../format.ts";
import { placeFileSize, readPlaceFile } from "../place-file.ts";
import { decodeText, isImageName, MAX_TEXT_BYTES, parseObject } from "../text.ts";
import { finderApart, grouped } from "./files-apart.ts";

/** Files that are looked into; the others of a place are taken for the same. */
const LOOKED_INTO = 8;

/**
 * JSON files of an object each that lie in folders of their own and are called after pictures, `annotations/0.json` of
 * `images/0.jpg`: each speaks of that picture alone, and a folder of thousands is no thousand tables. None where an
 * object names another picture.
 */
export async function recordsApart(location: Location): Promise<ReadonlySet<string>> {
  const { files, root, isFolder } = location;
  const json = files.filter((file) => /\.json$/iu.test(file));
  if (!isFolder || json.length < 2) return new Set();
  const find = finderApart(files, ".json");
  const own = new Set(files.filter(isImageName).flatMap((image) => find(image) ?? []));
  const told = new Set<string>();
  for (const all of grouped(json, posix.dirname).values()) {
    const called = all.filter((file) => own.has(file));
    if (called.length < 2 || called.length * 2 < all.length) continue;
    const seen = await Promise.all(called.slice(0, LOOKED_INTO).map((file) => isOfPicture(root, file)));
    if (seen.every(Boolean)) for (const file of called) told.add(file);
  }
  return told;
}

/** Whether a file holds an object that names no picture, or the one that it is called after. */
async function isOfPicture(root: string, file: string): Promise<boolean> {
  const path = join(root, file);
  if ((placeFileSize(path) ?? 0) > MAX_TEXT_BYTES) return false;
  const record = parseObject(decodeText(await readPlaceFile(path)).text);
  if (typeof record === "string") return false;
  const names: string[] = [];
  for (const { value } of fieldLeaves(record))
    if (typeof value === "object" && !(value instanceof Uint8Array)) {
      const text = "word" in value ? value.word : value.text;
      if (isImageName(text) && !/\s/u.test(text)) names.push(text);
    }
  return names.length === 0 || names.some((name) => stemOf(name) === stemOf(file));
}

function stemOf(file: string): string {
  return posix.basename(file.replaceAll("\\", "/")).replace(/\.[^./]+$/u, "");
}
