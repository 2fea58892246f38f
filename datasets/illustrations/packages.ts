import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/**
 * The path of a file in a development package.
 * @throws Error when the package is absent
 */
export function fileOf(name: string, file: string): string {
  try {
    // Some of them export no data file: the folder is where package.json lies.
    return join(dirname(require.resolve(`${name}/package.json`)), file);
  } catch (cause) {
    throw new Error(`Cannot build "illustrations": wanted the development package ${name}, got none`, {
      cause,
    });
  }
}

/** A JSON file of a development package, as its documentation says it is. @throws Error when it is absent */
export async function jsonOf<T>(name: string, file: string): Promise<T> {
  return JSON.parse(await readFile(fileOf(name, file), "utf8")) as T;
}
