import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CliError, oneLine } from "./errors.ts";
import { partOf } from "./files.ts";

/** A name that stands for one file in its folder, whatever the file system: no separators, no leading dot. */
const SAFE = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.)){0,126}[a-z0-9]$|^[a-z0-9]$/u;

/** @throws CliError (exit code 2) for any name that could lead elsewhere or hide */
export function safeName(name: string): string {
  if (SAFE.test(name)) return name;
  throw new CliError(
    `Cannot use "${name.replace(/[^\w.-]/gu, "·").slice(0, 40)}" as a name: wanted lower-case letters, digits, - _ and single dots, at most 128`,
    { exitCode: 2 },
  );
}

/**
 * Makes a folder of mode 0700, or takes the one that is there.
 * @throws CliError (exit code 2) when it is a link or something else: what is sealed stays where it was put
 */
export async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const facts = await lstat(path);
  if (facts.isSymbolicLink() || !facts.isDirectory())
    throw new CliError(
      `Cannot use "${path}": wanted a folder, got ${facts.isSymbolicLink() ? "a link" : "a file"}`,
      {
        exitCode: 2,
      },
    );
  return path;
}

/**
 * {@link privateFolder} inside a gate's: open to the group where the folder that it lies in was shared with it, so
 * that a reviewer reaches what a requester sealed.
 */
export async function innerFolder(path: string): Promise<string> {
  await privateFolder(path);
  // Who did not make it may not change its mode, and need not.
  if (await isShared(dirname(path))) await chmod(path, SHARED).catch(() => undefined);
  return path;
}

/** Mode of a new file in a gate's folder: its owner's, or the group's too where the folder is shared. */
export async function fileModeIn(folder: string): Promise<0o600 | 0o660> {
  return (await isShared(folder)) ? 0o660 : 0o600;
}

/** What `sluice gate init --shared` gives a folder: its group's, and so is what is made in it. */
export const SHARED = 0o2770;

async function isShared(folder: string): Promise<boolean> {
  return ((await lstat(folder)).mode & 0o7777) === SHARED;
}

/** Writes a file whole or not at all: a name of its own, synced, renamed, and the folder synced. Follows no link. */
export async function writeSafely(
  path: string,
  bytes: Uint8Array | string,
  mode: 0o600 | 0o660 = 0o600,
): Promise<void> {
  const part = partOf(path);
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
  const file = await open(part, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    try {
      // The umask took the group's bits.
      if (mode !== 0o600) await file.chmod(mode);
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await unlink(part).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Reads a file that is no link. @throws CliError (exit code 2) when it is one, or is not there */
export async function readSafely(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === "ELOOP" ? "it is a link" : oneLine(cause);
    throw new CliError(`Cannot read "${basename(path)}" in ${dirname(path)}: ${reason}`, {
      exitCode: 2,
      cause,
    });
  }
}

/** Removes a file if it is there, and makes that last. */
export async function removeSafely(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await syncFolder(dirname(path));
}

/** A rename or removal outlives a crash only once its folder is synced; some file systems cannot, and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(join(path), constants.O_RDONLY);
  try {
    await folder.sync().catch(() => undefined);
  } finally {
    await folder.close();
  }
}
