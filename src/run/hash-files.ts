import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/** Hashes that are read or written at once. */
const CHUNK = 8_192;

/** A file of 64-bit hashes, 8 bytes each, as this machine holds them in memory. */
export interface HashFile {
  readonly path: string;
  /** Hashes in it. */
  readonly count: number;
  /** Fills `words`, of twice as many, with halves of 32 bits: the lower, then the upper. */
  read(words: Uint32Array): Promise<void>;
}

/** A file that is written first, and then read as often as one likes. */
export interface AllHashes extends Pick<HashFile, "count"> {
  append(hashes: readonly bigint[]): Promise<void>;
  /** Some after the others, as halves; what it gave is overwritten by the next. */
  chunks(): AsyncGenerator<Uint32Array>;
  close(): Promise<void>;
}

/** Makes an empty file. @throws Error where there is one of that name, or the folder cannot be written */
export async function hashFile(path: string): Promise<AllHashes> {
  const file = await open(path, "wx+");
  let count = 0;
  return {
    get count() {
      return count;
    },
    async append(hashes) {
      await writeAll(file, new Uint8Array(BigUint64Array.from(hashes).buffer));
      count += hashes.length;
    },
    async *chunks() {
      const words = new Uint32Array(2 * CHUNK);
      for (let at = 0; at < count; at += CHUNK) {
        const some = words.subarray(0, 2 * Math.min(CHUNK, count - at));
        await fill(file, some, at * 8);
        yield some;
      }
    },
    close: () => file.close(),
  };
}

/** Splits hashes into files so that those with one key are in one file. @param keyOf a key of at most 32 bits, by the halves of a hash */
export async function splitHashes(
  all: AllHashes,
  folder: string,
  parts: number,
  keyOf: (low: number, high: number) => number,
): Promise<readonly HashFile[]> {
  const written = await Promise.all(
    Array.from({ length: parts }, (_, i) => partFile(join(folder, `part-${i}`))),
  );
  for await (const words of all.chunks()) {
    for (let i = 0; i < words.length; i += 2) {
      const [low, high] = [words[i] as number, words[i + 1] as number];
      // Keys of neighbours go apart (Knuth, multiplicative hashing).
      written[(Math.imul(keyOf(low, high), 0x9e3779b1) >>> 8) % parts]?.put(low, high);
    }
    for (const part of written) await part.flush();
  }
  return Promise.all(written.map((part) => part.finish()));
}

/** One file of a split while it is written. */
interface Part {
  put(low: number, high: number): void;
  /** To be called at least each {@link CHUNK} hashes. */
  flush(): Promise<void>;
  finish(): Promise<HashFile>;
}

async function partFile(path: string): Promise<Part> {
  const pending = new Uint32Array(3 * CHUNK);
  let used = 0;
  let count = 0;
  const file = await open(path, "wx");
  const write = async () => {
    await writeAll(file, new Uint8Array(pending.buffer, 0, used * 4));
    count += used / 2;
    used = 0;
  };
  return {
    put(low, high) {
      pending[used++] = low;
      pending[used++] = high;
    },
    async flush() {
      if (used >= CHUNK) await write();
    },
    async finish() {
      await write();
      await file.close();
      return { path, count, read: (words) => readPart(path, words) };
    },
  };
}

async function readPart(path: string, words: Uint32Array): Promise<void> {
  const file = await open(path, "r");
  try {
    await fill(file, words, 0);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}

async function fill(file: FileHandle, words: Uint32Array, from: number): Promise<void> {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) throw new Error("Cannot read hashes: their file is shorter than what was written");
    at += bytesRead;
  }
}
