import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { glob, isDynamicPattern } from "tinyglobby";
import { expandBraces } from "./braces.ts";
import { builtinFolder } from "./builtin.ts";
import type { Location } from "./format.ts";
import { oneLine } from "./one-line.ts";

/**
 * Turns a dataset's URI into files: a folder, a file, `file://…`, `{00000..00099}` and `{a,b}` as
 * webdataset writes them, a glob, or the name of a built-in dataset.
 * @throws Error with one line when nothing is there
 */
export async function locate(uri: string): Promise<Location> {
  const path = existsSync(uri) ? uri : (builtinFolder(uri) ?? localPath(uri));
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return inFolder(uri, resolve(path));
    return {
      uri,
      root: dirname(resolve(path)),
      files: [resolve(path).split(sep).at(-1) ?? ""],
      isFolder: false,
      missing: [],
    };
  }
  const found = new Set<string>();
  const missing: string[] = [];
  for (const name of expandBraces(path)) {
    const matches = existsSync(name) ? [resolve(name)] : await matching(name);
    for (const match of matches) found.add(match);
    if (matches.length === 0) missing.push(name);
  }
  const paths = [...found].sort();
  if (paths.length === 0) throw new Error(`Cannot open "${uri}": no such file or folder`);
  const root = commonFolder(paths);
  const files = paths.map((file) => slashed(relative(root, file)));
  return { uri, root, files, isFolder: false, missing };
}

function localPath(uri: string): string {
  if (uri.includes("\0")) throw new Error("Cannot open dataset: wanted a path, got a NUL character in it");
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return uri;
  if (scheme !== "file")
    throw new Error(
      `Cannot open "${uri}": wanted a path on this machine, got ${scheme}://; download it first`,
    );
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new Error(`Cannot open "${uri}": ${oneLine(cause)}`, { cause });
  }
}

async function inFolder(uri: string, root: string): Promise<Location> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(`Cannot open "${uri}": ${oneLine(cause)}`, { cause });
  });
  const files = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => slashed(relative(root, join(entry.parentPath, entry.name))))
    .filter((file) => !/(^|\/)\./.test(file))
    .sort();
  if (files.length === 0)
    throw new Error(`Cannot open "${uri}": wanted a folder with a dataset, got an empty one`);
  // What a curated dataset left out is listed beside it, and is no shard of it.
  const shards = files.includes("CURATED.yaml") ? files.filter((file) => file !== "removed.parquet") : files;
  return { uri, root, files: shards, isFolder: true, missing: [] };
}

async function matching(pattern: string): Promise<readonly string[]> {
  if (!isDynamicPattern(pattern)) return [];
  // The part before the first wildcard is a plain path, whatever characters it holds.
  const parts = slashed(resolve(pattern)).split("/");
  const wild = parts.findIndex((part) => isDynamicPattern(part));
  const cwd = parts.slice(0, wild).join("/") || "/";
  return glob(parts.slice(wild).join("/"), { cwd, absolute: true, expandDirectories: false });
}

function commonFolder(paths: readonly string[]): string {
  const [first = "", last = first] = [paths[0], paths.at(-1)];
  // In sorted order, what the first and the last share is shared by all.
  let shared = dirname(first);
  while (relative(shared, last).startsWith("..")) shared = dirname(shared);
  return shared;
}

function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
