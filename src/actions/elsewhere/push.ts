import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { PUSH_BEGUN, PUSH_DONE, type WritableStore } from "../../../datasets/index.ts";
import { sha256Stream } from "../../digest/sha256.ts";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import {
  atLeisure,
  type Book,
  type BookFile,
  bookOf,
  bytesOfBook,
  inOneLine,
  placeOf,
  readBook,
} from "./book.ts";
import { transfer } from "./transfer.ts";

/** What a push came to. */
export interface PushedFolder {
  readonly to: string;
  readonly files: number;
  readonly bytes: number;
  /** Of the files, those that were there already, as whoever began it left them. */
  readonly there: number;
}

/**
 * Puts a run or a curated dataset into an empty place of object storage. The list of what is to be there is put first,
 * once, so that of two who push different things one is refused; each file is put where nothing is, read back and held
 * against its SHA-256; the list is put again under the name of what is whole. Whoever was broken off goes on by the same
 * words.
 * @throws CliError (exit code 2) where the place holds something else, or a file changed meanwhile
 */
export async function pushFolder(folder: string, to: string, context: Context): Promise<PushedFolder> {
  const { signal } = context;
  if (!["run.json", "CURATED.yaml"].some((name) => existsSync(join(folder, name))))
    throw new CliError(`Cannot push "${folder}": wanted a run's folder or a curated dataset`, {
      exitCode: 2,
    });
  const store = await placeOf(to);
  const book = await bookOf(folder, signal);
  return inOneLine(async () => {
    await begin(store, book, signal);
    const there = await transfer(
      book.files,
      context,
      async (file, onBytes, its) => !(await put(store, folder, file, onBytes, its)),
    );
    await only(store, PUSH_DONE, book, signal);
    // What pushes that were killed left half sent; who pushes the same just now finds all of it there.
    const own = new Set(book.files.map(({ path }) => path));
    await atLeisure(context, async () => store.abortAbandoned?.((key) => own.has(key), signal));
    const bytes = book.files.reduce((sum, file) => sum + file.bytes, 0);
    return { to: store.name, files: book.files.length, bytes, there };
  });
}

/** @throws CliError (exit code 2) unless nothing is there, or the same push was begun */
export async function refuseTaken(to: string, signal: AbortSignal): Promise<void> {
  const store = await placeOf(to);
  await inOneLine(async () => {
    for await (const _ of store.list("", signal)) throw taken(store.name);
  });
}

async function begin(store: WritableStore, book: Book, signal: AbortSignal): Promise<void> {
  if ((await store.stat(PUSH_BEGUN, signal)) === undefined)
    for await (const { key } of store.list("", signal)) if (key !== PUSH_BEGUN) throw taken(store.name);
  await only(store, PUSH_BEGUN, book, signal);
}

/** Puts the list where none is. @throws CliError (exit code 2) where another one is */
async function only(store: WritableStore, key: string, book: Book, signal: AbortSignal): Promise<void> {
  const bytes = bytesOfBook(book);
  if (await store.putIfAbsent(key, bytes, signal)) return;
  const before = await readBook(store, key, signal);
  if (before === undefined || !Buffer.from(bytesOfBook(before)).equals(bytes)) throw taken(store.name);
}

function taken(name: string): CliError {
  return new CliError(
    `Cannot push to "${name}": something else is there, or on its way; nothing is written over: name an empty place`,
    { exitCode: 2 },
  );
}

/** @returns whether this call wrote it */
async function put(
  store: WritableStore,
  folder: string,
  file: BookFile,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const writes =
    (await store.stat(file.path, signal)) === undefined && (await sent(store, folder, file, onBytes, signal));
  const facts = await store.stat(file.path, signal);
  const hash = sha256Stream();
  if (facts?.size === file.bytes)
    for await (const chunk of store.stream(file.path, signal)) {
      hash.update(chunk);
      if (!writes) onBytes(chunk.length);
    }
  if (facts?.size !== file.bytes || hash.digest("hex") !== file.sha256)
    throw new CliError(
      `Cannot push to "${store.name}": "${file.path}" is there with other bytes; name an empty place`,
      { exitCode: 2 },
    );
  return writes;
}

async function sent(
  store: WritableStore,
  folder: string,
  file: BookFile,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const upload = await store.multipart(file.path, signal);
  try {
    const hash = sha256Stream();
    for await (const chunk of createReadStream(join(folder, file.path), { highWaterMark: 2 ** 20, signal })) {
      hash.update(chunk as Uint8Array);
      await upload.write(chunk as Uint8Array);
      onBytes(chunk.length);
    }
    if (hash.digest("hex") === file.sha256) return await upload.completeIfAbsent();
  } catch (cause) {
    await upload.abort().catch(() => undefined);
    // Another pushed the same, and took away what was half sent.
    if (!signal.aborted && (await store.stat(file.path, signal)) !== undefined) return false;
    throw cause;
  }
  await upload.abort();
  throw new CliError(
    `Cannot push "${folder}": "${file.path}" changed meanwhile; wait until nobody writes it, and name an empty place`,
    { exitCode: 2 },
  );
}
