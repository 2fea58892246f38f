import { type Dirent, readdir, type Stats, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { glob, isDynamicPattern } from "tinyglobby";
import { expandBraces } from "./braces.ts";
import { builtinFolder } from "./builtin.ts";
import type { Location } from "./format.ts";
import { oneLine } from "./one-line.ts";
import { isRemoteUri, locateRemote } from "./store/locate-remote.ts";
import { unreadable, walk } from "./walk.ts";

/**
 * Turns a dataset's URI into files: a folder, a file, `file://…`, `{00000..00099}` and `{a,b}` as
 * webdataset writes them, a glob, or the name of a built-in dataset. Folders in braces or matched by a glob
 * count with all that is in them.
 * @param followLinks whether links may lead out of the folders named
 * @throws Error with one line when nothing is there, or a folder cannot be read
 */
export async function locate(uri: string, followLinks = false): Promise<Location> {
  if (isRemoteUri(uri)) {
    const found = await locateRemote(uri);
    return "folder" in found ? locate(found.folder, followLinks) : found;
  }
  const path = presentAt(uri) ? uri : (builtinFolder(uri) ?? localPath(uri));
  const facts = presentAt(path);
  if (facts?.isDirectory()) return inFolder(uri, resolve(path), followLinks);
  const plain = { uri, outside: [], missing: [], followLinks };
  if (facts?.isFile())
    return { ...plain, root: dirname(resolve(path)), files: [basename(resolve(path))], isFolder: false };
  if (facts) throw new Error(`Cannot open "${uri}": wanted a file or folder, got a device or pipe`);
  const found = new Set<string>();
  const missing: string[] = [];
  for (const name of expandBraces(path)) {
    const matches = presentAt(name) ? [resolve(name)] : await matching(name);
    for (const match of matches) found.add(match);
    if (matches.length === 0) missing.push(name);
  }
  const paths = [...found].sort();
  if (paths.length === 0) throw new Error(`Cannot open "${uri}": no such file or folder`);
  return { ...plain, missing, ...(await together(paths, followLinks)) };
}

/** What is at a path; `undefined` where nothing is. @throws Error where nobody may look */
function presentAt(path: string): Stats | undefined {
  if (path.includes("\0")) return undefined;
  try {
    return statSync(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "EACCES" || code === "EPERM") throw unreadable(path, cause);
    return undefined;
  }
}

async function inFolder(uri: string, root: string, followLinks: boolean): Promise<Location> {
  const walked = await walk(root, followLinks);
  if (walked.files.length === 0) {
    const got =
      walked.outside.length > 0
        ? `only links that lead out of it; follow them with --follow-links`
        : "an empty one";
    throw new Error(`Cannot open "${uri}": wanted a folder with a dataset, got ${got}`);
  }
  return { uri, root, ...walked, files: shardFiles(walked.files), isFolder: true, missing: [], followLinks };
}

/** Lists that `curate` leaves beside its pairs. */
const LISTS = new Set(["removed.parquet", "blurred.parquet"]);

/** What a curated dataset left out is listed beside it, and is no shard of it. */
function shardFiles(files: readonly string[]): readonly string[] {
  return files.includes("CURATED.yaml") ? files.filter((file) => !LISTS.has(file)) : files;
}

/** Files and folders named one by one, below the folder that holds them all. */
async function together(
  paths: readonly string[],
  followLinks: boolean,
): Promise<Pick<Location, "root" | "files" | "isFolder" | "outside" | "hidden">> {
  const root = commonFolder(paths);
  const named = (path: string) => slashed(relative(root, path));
  const [files, outside, hidden]: [Set<string>, string[], string[]] = [new Set(), [], []];
  let isFolder = false;
  for (const path of paths) {
    if (!presentAt(path)?.isDirectory()) {
      files.add(named(path));
      continue;
    }
    isFolder = true;
    const walked = await walk(path, followLinks);
    for (const file of shardFiles(walked.files)) files.add(named(join(path, file)));
    hidden.push(...walked.hidden.map((file) => named(join(path, file))));
    outside.push(...walked.outside.map((file) => named(join(path, file))));
  }
  return { root, files: [...files].sort(), isFolder, outside, hidden };
}

function localPath(uri: string): string {
  if (uri.includes("\0")) throw new Error("Cannot open dataset: wanted a path, got a NUL character in it");
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return uri;
  if (scheme !== "file")
    throw new Error(
      `Cannot open "${uri}": wanted a path, hf://datasets/ORG/NAME, s3://BUCKET or https://, got ${scheme}://`,
    );
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new Error(`Cannot open "${uri}": ${oneLine(cause)}`, { cause });
  }
}

async function matching(pattern: string): Promise<readonly string[]> {
  if (!isDynamicPattern(pattern)) return [];
  // The part before the first wildcard is a plain path, whatever characters it holds.
  const parts = slashed(resolve(pattern)).split("/");
  const wild = parts.findIndex((part) => isDynamicPattern(part));
  const cwd = parts.slice(0, wild).join("/") || "/";
  let refused: Error | undefined;
  const matches = await glob(parts.slice(wild).join("/"), {
    cwd,
    absolute: true,
    onlyFiles: false,
    expandDirectories: false,
    // A folder that cannot be read would be passed over without a word.
    fs: {
      readdir: ((path: string, _: unknown, done: (error: Error | null, entries: Dirent[]) => void) =>
        readdir(path, { withFileTypes: true }, (error, entries) => {
          if (error?.code === "EACCES" || error?.code === "EPERM") refused ??= unreadable(path, error);
          done(error, entries);
        })) as typeof readdir,
    },
  });
  if (refused) throw refused;
  return matches.map((match) => match.replace(/\/$/u, ""));
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
