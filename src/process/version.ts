import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder that holds package.json, whether this runs from source or from dist/. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The program's version, from package.json. */
export const version = (
  JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }
).version;

function findRoot(folder: string): string {
  try {
    readFileSync(join(folder, "package.json"));
    return folder;
  } catch {
    return findRoot(dirname(folder));
  }
}
