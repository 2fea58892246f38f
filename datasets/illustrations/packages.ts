import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { dataFile } from "../data-file.ts";

/** They are installed beside this: `npm ci --prefix datasets/illustrations`. */
const require = createRequire(dataFile("illustrations/package.json"));

/**
 * The path of a file in a package of datasets/illustrations/package.json.
 * @throws Error when the package is absent
 */
export function fileOf(name: string, file: string): string {
  try {
    // Some of them export no data file: the folder is where package.json lies.
    return join(dirname(require.resolve(`${name}/package.json`)), file);
  } catch (cause) {
    throw new Error(
      `Cannot build "illustrations": wanted the package ${name}, got none; run: npm ci --prefix datasets/illustrations`,
      { cause },
    );
  }
}

/** A JSON file of such a package, as its documentation says it is. @throws Error when it is absent */
export async function jsonOf<T>(name: string, file: string): Promise<T> {
  return JSON.parse(await readFile(fileOf(name, file), "utf8")) as T;
}
