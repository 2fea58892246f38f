import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { glob } from "tinyglobby";
import type { Location } from "./format.ts";

/** Datasets that Sluice carries, by name: folders beside this file. */
const builtin: Readonly<Record<string, string>> = { sample: join("sample", "shards") };

/** More names than this from one `{a..b}` is a slip of the pen. */
const MAX_NAMES = 1_000_000;

/**
 * Turns a dataset's URI into files: a folder, a file, `file://…`, `{00000..00099}` and `{a,b}` as
 * webdataset writes them, a glob, or the name of a built-in dataset.
 * @throws Error with one line when nothing is there
 */
export async function locate(uri: string): Promise<Location> {
  const own = builtin[uri];
  if (own !== undefined && !existsSync(uri)) return single(uri, builtinFolder(uri, own));
  if (/^(https?|s3|gs|hf):\/\//u.test(uri))
    throw new Error(`Cannot open "${uri}": wanted a path on this machine; download it first`);
  const path = uri.startsWith("file://") ? fileURLToPath(uri) : uri;
  if (existsSync(path)) return single(uri, resolve(path));
  const names = expandBraces(path);
  const paths = names.length > 1 ? names.map((name) => resolve(name)) : (await globbed(path)).sort();
  if (paths.length === 0) throw new Error(`Cannot open "${uri}": no such file or folder`);
  return { uri, paths, isFolder: false };
}

function single(uri: string, path: string): Location {
  return { uri, paths: [path], isFolder: statSync(path).isDirectory() };
}

function builtinFolder(name: string, folder: string): string {
  // From dist/datasets/ the data lies two folders up, in the package's own datasets/.
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [here, join(here, "..", "..", "datasets")]
    .map((root) => join(root, folder))
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`Cannot open "${name}": it is not built; run: sluice datasets build ${name}`);
  return found;
}

async function globbed(pattern: string): Promise<string[]> {
  return /[*?[\]{}]/u.test(pattern) ? glob(pattern, { absolute: true, expandDirectories: false }) : [];
}

/** `{00000..00002}` counts with leading zeros, `{a,b}` lists; several multiply. */
export function expandBraces(path: string): readonly string[] {
  const found = /\{(?:(\d+)\.\.(\d+)|([^{}]*,[^{}]*))\}/u.exec(path);
  if (found === null) return [path];
  const [all, from, to, listed] = found;
  const choices = listed !== undefined ? listed.split(",") : range(from ?? "", to ?? "", path);
  const before = path.slice(0, found.index);
  const after = expandBraces(path.slice(found.index + all.length));
  return choices.flatMap((choice) => after.map((rest) => `${before}${choice}${rest}`));
}

function range(from: string, to: string, path: string): readonly string[] {
  const count = Number(to) - Number(from) + 1;
  if (count < 1 || count > MAX_NAMES)
    throw new Error(`Cannot open "${path}": {${from}..${to}} must count up, to at most ${MAX_NAMES} names`);
  return Array.from({ length: count }, (_, i) => String(Number(from) + i).padStart(from.length, "0"));
}
