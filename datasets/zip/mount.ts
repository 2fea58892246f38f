import { statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { TAR } from "../formats/nested-tars.ts";
import { oneLine, quoted } from "../one-line.ts";
import { scratchFolder } from "../scratch.ts";
import { isImageName } from "../text.ts";
import { readDirectory, type ZipDirectory, type ZipEntry } from "./archive.ts";
import { readEntry } from "./read-entry.ts";
import { readTarDirectory } from "./tar-directory.ts";

/** Zips, or tars, whose files stand in one folder, as if they were unpacked there. */
export interface Mount {
  /** A folder of this process, which holds their tables and nothing else. */
  readonly root: string;
  /** Relative to the folder, sorted. */
  readonly files: readonly string[];
  readonly troubles: readonly string[];
}

/** A zip to mount: where it lies, and what to call it. */
export interface ZipFile {
  readonly path: string;
  readonly name: string;
}

/** A file of a mount: pictures and texts are read where they lie. */
interface Mounted {
  readonly zip: string;
  readonly entry: ZipEntry;
}

/** What formats read by path: tables, and archives of their own. */
const SPOOLED =
  /\.(?:json|jsonl|jsonlines|ndjson|csv|tsv|parquet|arrows?|feather|ipc|tar|tgz)(?:\.(?:gz|zst|zstd|bz2|xz))?$|(?:captions?|tokens?|results|annotations?|urls?|links)[^/]*\.txt$/iu;
/** Tables of one mount, unpacked. */
const MAX_SPOOLED = 2 * 2 ** 30;

const mounts = new Map<string, ReadonlyMap<string, Mounted>>();
const known = new Map<string, Promise<Mount>>();
const directories = new Map<string, Promise<ZipDirectory | { readonly broken: string }>>();

/** Reads zips as one folder. Their tables are unpacked into a folder that goes with the process; pictures stay where they are. */
export function mountZips(zips: readonly (ZipFile & { readonly directory: ZipDirectory })[]): Promise<Mount> {
  const id = JSON.stringify(zips.map(({ path }) => [path, statSync(path).size, statSync(path).mtimeMs]));
  const mounted = known.get(id) ?? mount(zips);
  known.set(id, mounted);
  return mounted;
}

/** The directory of a zip, or of a tar, or why there is none; read once for each state of the file. */
export function openArchive(
  path: string,
  isTar = TAR.test(path),
): Promise<ZipDirectory | { readonly broken: string }> {
  const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
  const id = JSON.stringify([path, size, mtimeMs]);
  const read = isTar ? readTarDirectory : readDirectory;
  const directory = directories.get(id) ?? read(path).catch((cause: unknown) => ({ broken: oneLine(cause) }));
  directories.set(id, directory);
  return directory;
}

/** A file of a zip by its path in a mount; `undefined` where the path leads to none. */
export function zipped(
  path: string,
): { readonly size: number; readonly problem?: string; read(): Promise<Uint8Array> } | undefined {
  for (const [root, files] of mounts) {
    if (!path.startsWith(root)) continue;
    const file = files.get(path.slice(root.length).replaceAll(sep, "/"));
    if (file === undefined) return undefined;
    const { zip, entry } = file;
    const { size, problem } = entry;
    return { size, ...(problem === undefined ? {} : { problem }), read: () => readEntry(zip, entry) };
  }
  return undefined;
}

async function mount(zips: readonly (ZipFile & { readonly directory: ZipDirectory })[]): Promise<Mount> {
  const root = scratchFolder("zip-");
  const files = new Map<string, Mounted>();
  const troubles: string[] = [];
  let spooled = 0;
  for (const { path, name, directory } of zips) {
    const { entries, file: from = path } = directory;
    troubles.push(...directory.troubles.map((trouble) => `${trouble} in "${basename(name)}"`));
    const pictures = new Set([...entries.keys()].filter(isImageName).flatMap((name) => [stemOf(name), name]));
    for (const entry of entries.values()) {
      const isTable =
        SPOOLED.test(entry.name) && !(/\.json$/iu.test(entry.name) && pictures.has(stemOf(entry.name)));
      if (isTable)
        try {
          spooled += entry.size;
          if (spooled > MAX_SPOOLED)
            throw new Error(`wanted tables of at most ${MAX_SPOOLED} bytes together`);
          await spool(root, entry.name, await readEntry(from, entry));
        } catch (cause) {
          troubles.push(`Cannot read ${quoted(entry.name)} of "${basename(name)}": ${oneLine(cause)}`);
          continue;
        }
      files.set(entry.name, { zip: from, entry });
    }
  }
  // Formats look for the folders that pictures lie in.
  // One that is called as a table is has its files all the same: they are read where they lie.
  for (const folder of new Set([...files.keys()].map((file) => dirname(file))))
    await mkdir(join(root, folder), { recursive: true }).catch(() => undefined);
  mounts.set(`${root}${sep}`, files);
  return { root, files: [...files.keys()].sort(), troubles };
}

async function spool(root: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/u, "");
}
