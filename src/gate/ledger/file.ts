import { constants } from "node:fs";
import { lstat, open, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";
import { CliError, oneLine } from "../../process/errors.ts";
import { type Disk, type DiskFile, diskFile, disk as machine } from "./disk.ts";

/** A ledger's file. Several processes may have it open; each append is alone. */
export interface LedgerFile {
  /** Whole lines that were written since the last call; bytes after the last line break are not looked at. */
  news(): Promise<readonly string[]>;
  /**
   * Appends one line, alone among all processes. On disk, synced, before it resolves.
   * @param make gives the line, from what others wrote since the last call; what it throws leaves the file as it was
   * @throws CliError (exit code 1) when the disk fails, the lock cannot be had, or the file was cut meanwhile
   */
  append(make: (news: readonly string[]) => string): Promise<void>;
}

/** How long an append waits for others, milliseconds, and after which silence a holder is taken for dead. */
const STALE = 10_000;
const RETRIES = { retries: 1500, factor: 1.1, minTimeout: 4, maxTimeout: 40, randomize: true };

/**
 * Opens a ledger's file; a torn last line, which a crash leaves, is moved beside it at the next append.
 * @param say hears of such a recovery
 */
export function ledgerFile(
  path: string,
  say: (line: string) => void = () => {},
  disk: Disk = machine,
): LedgerFile {
  let offset = 0;
  const takeLines = async (file: Pick<DiskFile, "size" | "read">): Promise<readonly string[]> => {
    const size = await file.size();
    if (size < offset) throw failed(path, "it was cut while it was open");
    const bytes = await file.read(offset, size);
    const end = bytes.lastIndexOf(10) + 1;
    offset += end;
    return end === 0 ? [] : linesOf(bytes.subarray(0, end), path);
  };
  return {
    async news() {
      await refuseLink(path);
      const file = await open(path, constants.O_RDONLY).catch((cause: NodeJS.ErrnoException) => {
        throw cause.code === "ENOENT"
          ? failed(path, "there is none; begin a gate: sluice gate init", 2)
          : failed(path, oneLine(cause));
      });
      try {
        return await takeLines(diskFile(file));
      } finally {
        await file.close();
      }
    },
    append: (make) =>
      alone(path, async (stillOurs) => {
        const file = await disk.open(path);
        try {
          const fresh = (await file.size()) === 0;
          await recover(file, path, say);
          const line = `${make(await takeLines(file))}\n`;
          await stillOurs();
          await write(file, line, path);
          if (fresh) await disk.syncFolder(dirname(path));
          offset += Buffer.byteLength(line);
        } finally {
          await file.close();
        }
      }),
  };
}

async function alone<T>(path: string, work: (stillOurs: () => Promise<void>) => Promise<T>): Promise<T> {
  await refuseLink(path);
  let lost: Error | null = null;
  const release = await lock(path, {
    realpath: false,
    stale: STALE,
    retries: RETRIES,
    onCompromised: (error) => {
      lost = error;
    },
  }).catch((cause: unknown) => {
    throw failed(path, `its lock cannot be had: ${oneLine(cause)}`);
  });
  const held = await stat(`${path}.lock`);
  try {
    return await work(async () => {
      const now = await stat(`${path}.lock`).catch(() => null);
      if (lost || now?.ino !== held.ino)
        throw failed(path, "another process took its lock, since this one slept too long; try again");
    });
  } finally {
    await release().catch(() => {});
  }
}

/** A link could lead an append to any file that the person may write. */
async function refuseLink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found !== null && !found.isFile()) throw failed(path, "wanted a plain file, got a link or a folder", 2);
}

async function write(file: DiskFile, line: string, path: string): Promise<void> {
  const before = await file.size();
  try {
    await file.append(Buffer.from(line));
    await file.sync();
  } catch (cause) {
    // What was written half is cut off again; where that fails too, the next append recovers.
    await file.truncate(before).catch(() => {});
    throw failed(path, `nothing was recorded and nothing took effect: ${oneLine(cause)}`);
  }
}

/** Bytes after the last line break are what a crash left of a line that never counted: they are kept aside. */
async function recover(file: DiskFile, path: string, say: (line: string) => void): Promise<void> {
  const size = await file.size();
  const tail = await file.read(Math.max(0, size - (1 << 20)), size);
  const torn = tail.subarray(tail.lastIndexOf(10) + 1);
  if (torn.length === 0) return;
  const aside = `${path}.torn-${size - torn.length}-${process.pid}`;
  await writeFile(aside, torn, { flag: "wx", mode: 0o600 });
  await file.truncate(size - torn.length);
  await file.sync();
  say(`the ledger's last line was torn, as by a crash: its ${torn.length} bytes were moved to ${aside}`);
}

function linesOf(bytes: Uint8Array, path: string): readonly string[] {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).slice(0, -1).split("\n");
  } catch {
    throw failed(path, "it holds bytes that are no UTF-8: it was edited", 3);
  }
}

function failed(path: string, reason: string, exitCode: 1 | 2 | 3 = 1): CliError {
  return new CliError(`Cannot use ledger "${path}": ${reason}`, { exitCode });
}
