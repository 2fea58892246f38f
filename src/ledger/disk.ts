import { constants } from "node:fs";
import { type FileHandle, link, lstat, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";
import { fileModeIn, innerFolder } from "../process/safe-files.ts";
import { withoutLinks } from "./file-systems.ts";

/** What an append asks of a disk, so that tests can fail, stall or end it at every step. */
export interface Disk {
  /** Waits for a turn among writers. It only spares them work: a number is taken by {@link Disk.link} alone. */
  turn(path: string): Promise<() => Promise<void>>;
  /** Opens for reading and writing; makes the file where there is none. */
  open(path: string): Promise<DiskFile>;
  makeFolder(path: string): Promise<void>;
  /** Makes a file under a name that nobody else uses, synced. */
  writeNew(path: string, bytes: Uint8Array): Promise<void>;
  /** Gives a file a second name, at once and whole. @returns false where that name is another file's already */
  link(from: string, to: string): Promise<boolean>;
  unlink(path: string): Promise<void>;
  /** Gives a file another's name, at once. */
  rename(from: string, to: string): Promise<void>;
  /** Names in a folder; none where there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /**
   * A whole file, or no more than so many bytes of it; null where there is none. What is no plain file, a link, a pipe
   * or a folder that somebody put there, is {@link NO_PLAIN_FILE}, which is no line of a ledger.
   */
  read(path: string, most?: number): Promise<Uint8Array | null>;
  /** Makes a new name durable. */
  syncFolder(path: string): Promise<void>;
}

/** An open file. */
export interface DiskFile {
  size(): Promise<number>;
  read(start: number, end: number): Promise<Buffer>;
  /** Writes at a place, whatever stands there. */
  write(bytes: Uint8Array, at: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Stands for what is no plain file. */
export const NO_PLAIN_FILE = Buffer.from("no plain file\n");

/** How far ahead, milliseconds, the time of a turn may lie: a machine whose clock was wrong left a later one. */
const AHEAD = 10_000;

/** After which silence, milliseconds, the holder of a turn is taken for dead; how often others ask meanwhile. */
const STALE = 2_000;
const RETRIES = { retries: 250, factor: 1.1, minTimeout: 4, maxTimeout: 40, randomize: true };

/** The machine's disk. */
export const disk: Disk = {
  async turn(path) {
    // Who slept so long that another took the turn may go on: numbers are not given by turns.
    const onCompromised = () => {};
    const wish = { realpath: false, stale: STALE, retries: RETRIES, onCompromised };
    // A turn only spares work: one that cannot be had, for a year or for ever, holds nobody up.
    if (await isNeverOver(`${path}.lock`)) return async () => {};
    const release = await lock(path, wish).catch(() => async () => {});
    return () => release().catch(() => {});
  },
  open: async (path) => diskFile(await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)),
  async makeFolder(path) {
    await innerFolder(path);
  },
  async writeNew(path, bytes) {
    const mode = await fileModeIn(dirname(path));
    const file = await open(path, "wx", 0o600);
    try {
      // The umask took the group's bits.
      if (mode !== 0o600) await file.chmod(mode);
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async link(from, to) {
    try {
      await link(from, to);
      return true;
    } catch (cause) {
      // A network file system repeats a call whose answer was lost, and then finds its own name.
      const [mine, there] = await Promise.all([stat(from), stat(to).catch(() => null)]);
      if (there === null) throw await withoutLinks(to, cause);
      return mine.ino === there.ino && mine.dev === there.dev;
    }
  },
  unlink,
  rename,
  list: (path) => readdir(path).catch(() => []),
  async read(path, most = Number.POSITIVE_INFINITY) {
    const how = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(path, how).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return null;
      // A link, and a socket.
      if (cause.code === "ELOOP" || cause.code === "ENXIO") return NO_PLAIN_FILE;
      throw cause;
    });
    if (file === null || file instanceof Uint8Array) return file;
    try {
      const facts = await file.stat();
      if (!facts.isFile()) return NO_PLAIN_FILE;
      return await (facts.size > most ? readRange(file, 0, most) : file.readFile());
    } finally {
      await file.close();
    }
  },
  async syncFolder(path) {
    // Windows cannot sync a folder, and does not need to.
    if (process.platform === "win32") return;
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

/** Whether a turn's lock is none, or was taken at a time that has not come yet: it would be waited for too long. */
async function isNeverOver(path: string): Promise<boolean> {
  const facts = await lstat(path).catch(() => null);
  return facts !== null && (!facts.isDirectory() || facts.mtimeMs > Date.now() + AHEAD);
}

export function diskFile(file: FileHandle): DiskFile {
  return {
    size: async () => (await file.stat()).size,
    read: (start, end) => readRange(file, start, end),
    write: (bytes, at) => writeRange(file, bytes, at),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, end - start));
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

async function writeRange(file: FileHandle, bytes: Uint8Array, start: number): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at, bytes.length - at, start + at)).bytesWritten;
}
