import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { CliError, oneLine } from "../process/errors.ts";
import type { Disk } from "./disk.ts";
import { LONGEST_LINE } from "./lines.ts";

/**
 * Numbers that entries took: one file each, which holds the entry's whole line and appears at once under its
 * number. A number is taken once, whoever stalls where; what is claimed is an entry, even where the process that
 * claimed it ended before it wrote the line into the ledger's file.
 */
export interface Claims {
  /** The line, with its line break, that took a number; null where none has. */
  lineOf(number: number): Promise<Uint8Array | null>;
  /** Takes a number for a line. @returns false where another line has it */
  take(number: number, line: Uint8Array): Promise<boolean>;
  /** Makes what was taken last. */
  sync(): Promise<void>;
}

/** The claims beside a ledger's file. */
export function claimsBeside(path: string, disk: Disk): Claims {
  const folder = join(dirname(path), "entries");
  const place = (number: number) => join(folder, `${number}.json`);
  return {
    async lineOf(number) {
      // Of what is longer than an entry the beginning tells as much.
      return disk.read(place(number), LONGEST_LINE + 2).catch((cause: unknown) => {
        throw new CliError(
          `Cannot read entry ${number} of the ledger, "${place(number)}": ${oneLine(cause)}`,
          {
            exitCode: 1,
            cause,
          },
        );
      });
    },
    async take(number, line) {
      await disk.makeFolder(folder);
      return placeWhole(disk, place(number), line);
    },
    sync: () => disk.syncFolder(folder),
  };
}

/** Puts a file under a name at once and whole. @returns false where the name is taken */
export async function placeWhole(disk: Disk, path: string, bytes: Uint8Array): Promise<boolean> {
  const part = `${path}.${process.pid}-${randomBytes(6).toString("hex")}.part`;
  await disk.writeNew(part, bytes);
  try {
    return await disk.link(part, path);
  } finally {
    await disk.unlink(part).catch(() => {});
  }
}
