import { type FileHandle, open } from "node:fs/promises";

/** What an append asks of a disk, so that tests can fail it at every step. */
export interface Disk {
  /** Opens for appending; makes the file where there is none. */
  open(path: string): Promise<DiskFile>;
  /** Makes a new name durable. */
  syncFolder(path: string): Promise<void>;
}

/** An open file. */
export interface DiskFile {
  size(): Promise<number>;
  read(start: number, end: number): Promise<Buffer>;
  /** Writes at the end. */
  append(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The machine's disk. */
export const disk: Disk = {
  open: async (path) => diskFile(await open(path, "a+", 0o600)),
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

export function diskFile(file: FileHandle): DiskFile {
  return {
    size: async () => (await file.stat()).size,
    read: (start, end) => readRange(file, start, end),
    append: (bytes) => file.appendFile(bytes),
    sync: () => file.sync(),
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
  };
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}
