import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { PUSH_BEGUN, PUSH_DONE, type WritableStore } from "../../../datasets/index.ts";
import { sha256OfFile, sha256Stream } from "../../digest/sha256.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { commit } from "../../process/files.ts";
import { hold } from "../../process/hold.ts";
import { shellWord } from "../../process/shell-word.ts";
import { type Book, type BookFile, inOneLine, placeOf, RUN_PLANNED, readBook } from "./book.ts";
import { transfer } from "./transfer.ts";

/** What a pull came to. */
export interface PulledFolder {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** Of the files, those that were here already. */
  readonly here: number;
}

/**
 * Gets what was pushed whole. It grows in `<folder>.pulling`, each file held against its SHA-256, and becomes the folder
 * by one rename; whoever was broken off goes on by the same words.
 * @throws CliError (exit code 2) where nothing whole is there, the folder holds something else, or another process pulls into it
 */
export async function pullFolder(from: string, to: string, context: Context): Promise<PulledFolder> {
  const { signal } = context;
  const folder = resolve(to);
  const store = await placeOf(from);
  const book = await inOneLine(() => wholeBook(store, signal));
  await mkdir(dirname(folder), { recursive: true });
  const letGo = await hold(`${folder}.puller.json`, to);
  try {
    const bytes = book.files.reduce((sum, file) => sum + file.bytes, 0);
    const result = { folder: to, files: book.files.length, bytes };
    if (existsSync(folder)) {
      await refuseOther(folder, to, book, signal);
      return { ...result, here: book.files.length };
    }
    const growing = `${folder}.pulling`;
    await mkdir(growing, { recursive: true });
    await sweep(growing, book);
    const here = await inOneLine(() => getFiles(store, book, growing, context));
    await named(growing, folder, to);
    return { ...result, here };
  } finally {
    await letGo();
  }
}

/** Gets all that a place holds whole into a folder. @returns of the files, those that were there */
export async function getBook(store: WritableStore, folder: string, context: Context): Promise<number> {
  return getFiles(store, await wholeBook(store, context.signal), folder, context);
}

async function getFiles(
  store: WritableStore,
  { files }: Book,
  folder: string,
  context: Context,
): Promise<number> {
  return transfer(files, context, async (file, onBytes, signal) => {
    if (await isHere(join(folder, file.path), file, signal)) return true;
    await getFile(store, folder, file, onBytes, signal);
    return false;
  });
}

/** The list of what a place holds whole. @throws CliError (exit code 2) where nothing whole is there */
export async function wholeBook(store: WritableStore, signal: AbortSignal, verb = "pull"): Promise<Book> {
  const book = await readBook(store, PUSH_DONE, signal);
  if (book !== undefined) return book;
  const begun = (await store.stat(PUSH_BEGUN, signal)) !== undefined;
  const planned = !begun && (await store.stat(RUN_PLANNED, signal)) !== undefined;
  const why = begun
    ? "its push is not whole; wait for it, or go on with it by sluice push"
    : planned
      ? `its run is not sealed: sluice seal ${shellWord(store.name)}`
      : "nothing was pushed there by sluice push";
  throw new CliError(`Cannot ${verb} "${store.name}": ${why}`, { exitCode: 2 });
}

async function refuseOther(folder: string, to: string, book: Book, signal: AbortSignal): Promise<void> {
  for (const file of book.files)
    if (!(await isHere(join(folder, file.path), file, signal)))
      throw new CliError(`Cannot pull into "${to}": it is there, with other files; name a new folder`, {
        exitCode: 2,
      });
}

async function isHere(path: string, { bytes, sha256 }: BookFile, signal: AbortSignal): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true && facts.size === bytes && (await sha256OfFile(path, signal)) === sha256;
}

/** Takes away what a pull of something else, or one that was killed, left. */
async function sweep(growing: string, book: Book): Promise<void> {
  const own = new Set(book.files.map(({ path }) => path));
  for (const entry of await readdir(growing, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !own.has(relative(growing, path).replaceAll(sep, "/"))) await rm(path);
  }
}

/** Fetches one file, held against its SHA-256 before it has its name. @throws CliError (exit code 2) where it is another */
export async function getFile(
  store: WritableStore,
  growing: string,
  file: BookFile,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = join(growing, file.path);
  await mkdir(dirname(path), { recursive: true });
  await commit(path, async (part) => {
    const hash = sha256Stream();
    let bytes = 0;
    const checked = async function* () {
      for await (const chunk of store.stream(file.at ?? file.path, signal)) {
        bytes += chunk.length;
        if (bytes > file.bytes) break;
        hash.update(chunk);
        onBytes(chunk.length);
        yield chunk;
      }
    };
    await pipeline(checked(), createWriteStream(part, { flags: "wx" }));
    if (bytes !== file.bytes || hash.digest("hex") !== file.sha256)
      throw new CliError(`Cannot pull "${store.name}": "${file.path}" is no longer what was pushed`, {
        exitCode: 2,
      });
  });
}

async function named(growing: string, folder: string, to: string): Promise<void> {
  try {
    await rename(growing, folder);
  } catch (cause) {
    throw new CliError(`Cannot pull into "${to}": ${oneLine(cause)}; what came is in "${growing}"`, {
      exitCode: 2,
      cause,
    });
  }
}
