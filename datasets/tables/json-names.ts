import { type Dirent, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isImageName } from "../text.ts";

/** Names that are looked for. */
const LOOKED = 64;

/** Whether most names of a JSON file's members are those of pictures beside it or in a folder beside it, less their endings. */
export function callPictures(path: string, names: readonly string[]): boolean {
  const looked = names.slice(0, LOOKED);
  if (looked.length === 0) return false;
  const folder = dirname(path);
  const near = entriesIn(folder);
  const folders = near.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const pictures = new Set(
    [...near, ...folders.flatMap(entriesIn)]
      .filter(({ name }) => isImageName(name))
      .map(({ name }) => name.replace(/\.[^.]+$/u, "")),
  );
  return looked.filter((name) => pictures.has(name)).length * 2 > looked.length;
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A file inside a zip has no folder on the disk.
    return [];
  }
}
