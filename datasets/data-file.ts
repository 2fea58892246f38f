import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This room's folder with its data: in a clone, and in the package, where this runs from `dist/` or a bundle. */
const room = findRoom(dirname(fileURLToPath(import.meta.url)));

function findRoom(folder: string): string {
  return existsSync(join(folder, "datasets", "sample", "README.md"))
    ? join(folder, "datasets")
    : findRoom(dirname(folder));
}

/** The path of a data file, or a folder of data, of this room. */
export function dataFile(path: string): string {
  return join(room, path);
}
