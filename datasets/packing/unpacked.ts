import { open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { oneLine } from "../one-line.ts";
import { canSeek, onDisk, sizeAt, streamAt } from "../store/bytes.ts";
import { bunzip2 } from "./bzip2.ts";
import { type Part, unxz } from "./xz.ts";
import { unzstd } from "./zstd.ts";

/** What a file is packed with, by its first bytes: a packed tar is often called `.tar`. */
type Packing = "gzip" | "zstd" | "bzip2" | "xz";

/** https://en.wikipedia.org/wiki/List_of_file_signatures */
const MAGIC: readonly (readonly [Packing, RegExp])[] = [
  ["gzip", /^1f8b/u],
  // Frames that decoders skip, as pzstd writes them first, begin otherwise.
  ["zstd", /^(?:28b52ffd|5.2a4d18)/u],
  ["bzip2", /^425a683[1-9](?:314159265359|177245385090)/u],
  ["xz", /^fd377a585a00/u],
];
const HEAD_BYTES = 10;

/** Up to here a packed file may unpack to whatever it likes. */
const FREE_BYTES = 2 ** 30;
/** Beyond that, no photographs or captions pack so well: it is a bomb. */
const MOST_TIMES = 250;

/**
 * A file's bytes as a stream, unpacked where it is packed with gzip, zstd, bzip2 or xz: also several packed files one
 * behind the other. Memory holds a window of it, whatever it unpacks to.
 * @throws BadPacking while it is read, where the packing is damaged, cut short or a bomb
 */
export async function* unpacked(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (!canSeek(path)) return yield* unpackedStream(path, signal);
  const packing = await packingOf(path);
  const size = sizeAt(path) ?? 0;
  const file = (start = 0, end = size): Readable =>
    streamAt(path, signal, { start, end: Math.max(start + 1, end) });
  if (packing === undefined) yield* size === 0 ? [] : file();
  else
    try {
      yield* limited(streams[packing](path, file, signal), size);
    } catch (cause) {
      signal.throwIfAborted();
      throw new BadPacking(oneLine(cause), { cause });
    }
}

/** The same of a file that is read once, from its begin to its end: what it is packed with, its first bytes say as they come. */
async function* unpackedStream(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stream = streamAt(path, signal);
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    const first = await chunks.next();
    if (first.done) return;
    const packing = packingIn(first.value);
    const file = () => Readable.from(following(first.value, chunks), { objectMode: false });
    if (packing === undefined) yield* following(first.value, chunks);
    else if (packing === "xz") yield* unpacked(await onDisk(path, signal), signal);
    else
      try {
        yield* limited(streams[packing](path, file, signal), sizeAt(path) ?? 0);
      } catch (cause) {
        signal.throwIfAborted();
        throw new BadPacking(oneLine(cause), { cause });
      }
  } finally {
    stream.destroy();
  }
}

async function* following(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** What is wrong with the packing of a file, in one line. */
export class BadPacking extends Error {
  override readonly name = "BadPacking";
}

const streams: Readonly<
  Record<Packing, (path: string, file: Part, signal: AbortSignal) => AsyncIterable<Uint8Array>>
> = {
  gzip: (_, file) => gunzipped(file()),
  zstd: (_, file) => unzstd(file()),
  bzip2: (_, file) => bunzip2(file()),
  xz: unxz,
};

async function* gunzipped(file: Readable): AsyncGenerator<Uint8Array> {
  try {
    // Errors of both come out of the last stream.
    yield* pipeline(file, createGunzip(), () => undefined);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : "";
    if (/unexpected end/iu.test(text)) throw new Error("the archive is cut short", { cause });
    if (cause instanceof Error && "code" in cause && /^Z_/u.test(String(cause.code)))
      throw new Error("the gzip data is damaged", { cause });
    throw cause;
  }
}

async function* limited(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > FREE_BYTES && total > size * MOST_TIMES)
      throw new Error(`it unpacks to more than ${MOST_TIMES} times its size, as no images and texts do`);
    yield chunk;
  }
}

/** Whether a file is packed: it cannot be entered in the middle. */
export async function isPacked(path: string): Promise<boolean> {
  return (await packingOf(path)) !== undefined;
}

async function packingOf(path: string): Promise<Packing | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return packingIn(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function packingIn(bytes: Uint8Array): Packing | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("hex");
  return MAGIC.find(([, magic]) => magic.test(head))?.[0];
}
