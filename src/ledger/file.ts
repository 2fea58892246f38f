import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError, oneLine } from "../process/errors.ts";
import { claimsBeside, placeWhole } from "./claims.ts";
import { type Disk, type DiskFile, diskFile, disk as machine } from "./disk.ts";
import { textsOf } from "./lines.ts";

/** A ledger's file. Several processes may have it open; each entry's number is taken once. */
export interface LedgerFile {
  /** Whole lines that were written since the last call; bytes after the last line break are not looked at. */
  news(): Promise<readonly string[]>;
  /**
   * Appends one line under a number that no other line has. On disk, synced, before it resolves.
   * @param make gives the line, from what others wrote since the last call, and is asked again where another took
   * the number first; what it throws leaves the file as it was
   * @throws CliError (exit code 1) when the disk fails, or the file was cut meanwhile
   */
  append(make: (news: readonly string[]) => string): Promise<void>;
}

/**
 * Opens a ledger's file. A line is written only at its own place and only after its number was claimed, so that a
 * writer who slept, and any other who goes on in its stead, write the same bytes there. Nothing is ever cut off.
 * @param say hears of a torn last line, which is kept beside the file before its place is written
 */
export function ledgerFile(
  path: string,
  say: (line: string) => void = () => {},
  disk: Disk = machine,
): LedgerFile {
  const claims = claimsBeside(path, disk);
  // Whole lines that were seen in the file, and lines that were told, which a claim may bring sooner.
  const seen: { lines: number; end: number; torn: Uint8Array } = { lines: 0, end: 0, torn: new Uint8Array() };
  let told = 0;
  const tell = (lines: readonly string[], first: number): readonly string[] => {
    const news = lines.slice(Math.max(0, told - first));
    told = Math.max(told, first + lines.length);
    return news;
  };
  const inFile = async (file: Pick<DiskFile, "size" | "read">): Promise<readonly string[]> => {
    const size = await file.size();
    if (size < seen.end) throw failed(path, "it was cut while it was open");
    const bytes = await file.read(seen.end, size);
    const end = bytes.lastIndexOf(10) + 1;
    const lines = end === 0 ? [] : linesOf(bytes.subarray(0, end), path);
    const news = tell(lines, seen.lines);
    seen.torn = bytes.subarray(end);
    seen.end += end;
    seen.lines += lines.length;
    return news;
  };
  /**
   * Bytes after the last line break that no claim stands behind: they never counted, and are kept aside, once for the
   * length that the file has. What of them is longer than the line that comes stays behind it, and still never counts.
   */
  const keepTorn = async (): Promise<void> => {
    const { torn, end } = seen;
    const aside = `${path}.torn-${end + torn.length}`;
    if (torn.length === 0 || (await disk.read(aside)) !== null) return;
    if (await placeWhole(disk, aside, torn))
      say(`the ledger's last line was torn, as by a crash: its ${torn.length} bytes were moved to ${aside}`);
  };
  const unrecorded = (cause: unknown): never => {
    if (cause instanceof CliError) throw cause;
    throw failed(path, `nothing was recorded and nothing took effect: ${oneLine(cause)}`);
  };
  const write = async (file: DiskFile, line: Uint8Array): Promise<void> => {
    await file.write(line, seen.end);
    await file.sync();
    seen.end += line.length;
    seen.lines += 1;
  };
  /** Lines that others wrote or claimed; those that only a claim holds are written into the file in their stead. */
  const caughtUp = async (file: DiskFile): Promise<readonly string[]> => {
    const news: string[] = [];
    for (;;) {
      news.push(...(await inFile(file)));
      const line = await claims.lineOf(seen.lines);
      if (line === null) {
        await keepTorn();
        return news;
      }
      news.push(...tell(linesOf(line, path), seen.lines));
      await claims.sync();
      await write(file, line);
    }
  };
  const add = async (file: DiskFile, make: (news: readonly string[]) => string): Promise<void> => {
    for (;;) {
      const line = Buffer.from(`${make(await caughtUp(file).catch(unrecorded))}\n`);
      const taken = await claims.take(seen.lines, line).catch(unrecorded);
      if (!taken) continue;
      try {
        await claims.sync();
        await write(file, line);
      } catch (cause) {
        const entry = `entry ${seen.lines} is claimed, but may not last`;
        throw failed(path, `${entry}: ${oneLine(cause)}; see whether it stands before you try again`);
      }
      told = seen.lines;
      return;
    }
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
        const news = [...(await inFile(diskFile(file)))];
        for (let number = seen.lines; ; number += 1) {
          const line = await claims.lineOf(number);
          if (line === null) return news;
          news.push(...tell(linesOf(line, path), number));
        }
      } finally {
        await file.close();
      }
    },
    async append(make) {
      await refuseLink(path);
      const release = await disk.turn(path).catch((cause: unknown) => {
        throw failed(path, `its lock cannot be had: ${oneLine(cause)}`);
      });
      try {
        const file = await disk.open(path);
        try {
          if ((await file.size()) === 0) await disk.syncFolder(dirname(path));
          await add(file, make);
        } finally {
          await file.close();
        }
      } finally {
        await release();
      }
    },
  };
}

/** A link could lead an append to any file that the person may write. */
async function refuseLink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found !== null && !found.isFile()) throw failed(path, "wanted a plain file, got a link or a folder", 2);
}

function linesOf(bytes: Uint8Array, path: string): readonly string[] {
  try {
    return textsOf(bytes);
  } catch {
    throw failed(path, "it holds bytes that are no UTF-8: it was edited", 3);
  }
}

function failed(path: string, reason: string, exitCode: 1 | 2 | 3 = 1): CliError {
  return new CliError(`Cannot use ledger "${path}": ${reason}`, { exitCode });
}
