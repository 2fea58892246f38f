import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { inLanes, isSafeKey, openStore, trafficSoFar, type WritableStore } from "../../../datasets/index.ts";
import { sha256OfFile } from "../../digest/sha256.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { trafficBy } from "../../process/network.ts";

/** What a push consists of: it stands beside the files, first as what is to be there, last as what is. */
export interface Book {
  readonly schema: "sluice.pushed/1";
  /** By path. */
  readonly files: readonly BookFile[];
}

/** One file of a push. */
export interface BookFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Its key, where that is not its path. */
  readonly at?: string;
}

/** What a run in object storage was planned as, before it is whole. */
export const RUN_PLANNED = ".sluice/planned.json";

/** Files under way at once: a part of each is held in memory. */
export const LANES = 4;

/** Bytes of a book that is read: some hundred thousand files. */
const MOST_BOOK = 256 * 2 ** 20;

const shape = z.strictObject({
  schema: z.literal("sluice.pushed/1"),
  files: z.array(
    z.strictObject({
      path: z.string().refine(isSafeKey),
      bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/u),
      at: z.string().refine(isSafeKey).exactOptional(),
    }),
  ),
});

/** Lists and hashes what is pushed of a folder. Hidden files, claims and what is half written stay behind. @throws CliError (exit code 2) where a link is in it */
export async function bookOf(folder: string, signal: AbortSignal): Promise<Book> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const named = entries
    .map((entry) => ({
      entry,
      path: relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"),
    }))
    .filter(({ path }) => isPushed(path) && isPushed(path.split("/", 1)[0] ?? ""));
  const other = named.find(({ entry, path }) => !(entry.isFile() || entry.isDirectory()) || !isSafeKey(path));
  if (other !== undefined)
    throw new CliError(
      `Cannot push "${folder}": wanted files alone, got a link or another name than keys may have: ${JSON.stringify(other.path)}`,
      { exitCode: 2 },
    );
  const files: BookFile[] = [];
  await inLanes(
    named.filter(({ entry }) => entry.isFile()),
    LANES,
    async ({ path }) => {
      const sha256 = await sha256OfFile(join(folder, path), signal);
      files.push({ path, bytes: (await stat(join(folder, path))).size, sha256 });
    },
  );
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { schema: "sluice.pushed/1", files };
}

function isPushed(path: string): boolean {
  return !/(?:^|\/)\.|\.part$|^claims(?:\/|$)/u.test(path);
}

/** Always the same bytes of one book. */
export function bytesOfBook(book: Book): Uint8Array {
  return Buffer.from(`${JSON.stringify(book, null, 1)}\n`);
}

/** Reads a book; `undefined` where there is none. @throws CliError (exit code 2) where it is none */
export async function readBook(
  store: WritableStore,
  key: string,
  signal: AbortSignal,
): Promise<Book | undefined> {
  const facts = await store.stat(key, signal);
  if (facts === undefined) return undefined;
  if (facts.size > MOST_BOOK) throw bad(store.name, `wanted at most ${MOST_BOOK} bytes`);
  const bytes = await store.range(key, { start: 0, end: facts.size }, signal);
  try {
    const book = shape.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    const paths = new Set(book.files.map(({ path }) => path));
    if (paths.size < book.files.length) throw new Error("a file stands in it twice");
    for (const path of paths)
      for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1))
        if (paths.has(path.slice(0, at))) throw new Error("a file stands in it as a folder, too");
    return book;
  } catch (cause) {
    throw bad(store.name, oneLine(cause));
  }
}

function bad(name: string, why: string): CliError {
  return new CliError(`Cannot read what was pushed to "${name}": its list of files is none: ${why}`, {
    exitCode: 2,
  });
}

/** Whether something lies in object storage. */
export function isInStore(uri: string): boolean {
  return /^s3:\/\//iu.test(uri);
}

/** Object storage alone: of a folder here there is nothing to push or pull. @throws CliError (exit code 2) */
export async function placeOf(uri: string): Promise<WritableStore> {
  if (!isInStore(uri))
    throw new CliError(
      `Cannot use "${uri.replace(/\?.*$/su, "")}": wanted s3://BUCKET/PREFIX; to the hub go curate --to and card push`,
      { exitCode: 2 },
    );
  trafficBy(trafficSoFar);
  return inOneLine(() => openStore(uri));
}

/** What a store says in one line is the user's to mend. */
export async function inOneLine<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof Error && cause.name === "StoreError")
      throw new CliError(oneLine(cause), { exitCode: 2, cause });
    throw cause;
  }
}

/** Takes away what nobody needs once all is there: whoever may not do that is told so, and has what was asked for. */
export async function atLeisure({ emit, signal }: Context, tidy: () => Promise<unknown>): Promise<void> {
  try {
    await tidy();
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof Error && cause.name === "StoreError")) throw cause;
    emit({ type: "note", text: `all is there, and something that nobody needs: ${oneLine(cause)}` });
  }
}
