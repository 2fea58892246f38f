import type { Disk, DiskFile } from "../../src/ledger/disk.ts";

/** Files that several writers share; what one wrote stays when it dies. */
export type MemoryFiles = Map<string, Buffer>;

/**
 * A disk in memory, seen by one writer. Turns are given to everybody at once, as to one who takes a stale lock.
 * @param step is awaited before every call, and between the halves of a write: a writer stalls or dies in it
 */
export function memoryDisk(files: MemoryFiles, step: () => Promise<void>): Disk {
  const at = (path: string) => files.get(path) ?? Buffer.alloc(0);
  const write = (path: string, bytes: Uint8Array, start: number) => {
    const before = at(path);
    const after = Buffer.alloc(Math.max(before.length, start + bytes.length));
    before.copy(after);
    after.set(bytes, start);
    files.set(path, after);
  };
  const file = (path: string): DiskFile => ({
    size: () => step().then(() => at(path).length),
    read: (start, end) => step().then(() => Buffer.from(at(path).subarray(start, end))),
    async write(bytes, start) {
      const half = Math.floor(bytes.length / 2);
      await step();
      write(path, bytes.subarray(0, half), start);
      await step();
      write(path, bytes.subarray(half), start + half);
    },
    sync: step,
    close: step,
  });
  return {
    turn: () => step().then(() => step),
    async open(path) {
      await step();
      if (!files.has(path)) files.set(path, Buffer.alloc(0));
      return file(path);
    },
    makeFolder: step,
    async writeNew(path, bytes) {
      await step();
      if (files.has(path)) throw new Error(`${path} is there`);
      write(path, bytes, 0);
    },
    async link(from, to) {
      await step();
      if (files.has(to)) return false;
      files.set(to, at(from));
      return true;
    },
    async unlink(path) {
      await step();
      files.delete(path);
    },
    async rename(from, to) {
      await step();
      files.set(to, at(from));
      files.delete(from);
    },
    list: (path) =>
      step().then(() =>
        [...files.keys()].flatMap((name) =>
          name.startsWith(`${path}/`) ? [name.slice(path.length + 1)] : [],
        ),
      ),
    read: (path) => step().then(() => files.get(path) ?? null),
    syncFolder: step,
  };
}
