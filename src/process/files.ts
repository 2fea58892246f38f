import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, link, open, rename, rm, writeFile } from "node:fs/promises";
import { CliError } from "./errors.ts";
import { refuseStandIn } from "./stand-in.ts";

/** Makes sure that a finished file's bytes are on disk. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name beside `path` that nobody else uses, for what is not whole yet. */
export function partOf(path: string): string {
  return `${path}.${randomUUID()}.part`;
}

/** Lets `write` write a file under a name that nobody else uses, then gives it its own; nothing stays of one that fails. */
export async function commit(path: string, write: (part: string) => Promise<void>): Promise<void> {
  refuseStandIn(path);
  const part = partOf(path);
  try {
    await write(part);
    await sync(part);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/**
 * Gives a finished file its name where nobody has it yet.
 * @returns false where a file of that name is there already, which stays; `part` is gone either way
 * @throws CliError (exit code 2) on a file system that cannot take a name for one alone
 */
export async function takeName(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    return true;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    // What was half written is swept away once another's is whole.
    if (code === "EEXIST" || (code === "ENOENT" && existsSync(path))) return false;
    if (["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV", "EMLINK"].includes(code))
      throw new CliError(
        `Cannot write "${path}": its file system has no hard links (${code}), so two writers could take one name; put the folder on another`,
        { exitCode: 2, cause },
      );
    throw cause;
  } finally {
    await rm(part, { force: true });
  }
}

/** Writes a whole file, or leaves the old one; of two writers at once, one file is whole. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await withPart(path, content, (part) => rename(part, path));
}

/**
 * Writes a whole file where there is none: the name is taken at once, and from nobody.
 * @returns false where a file of that name is there already, which stays
 */
export async function writeNew(path: string, content: string | Uint8Array): Promise<boolean> {
  return withPart(path, content, (part) => takeName(part, path));
}

/** Writes a file under a name that nobody else uses, synced, and lets `name` give it its own. @param mode as the umask has it unless given */
export async function withPart<T>(
  path: string,
  content: string | Uint8Array,
  name: (part: string) => Promise<T>,
  mode?: number,
): Promise<T> {
  refuseStandIn(path);
  const part = partOf(path);
  try {
    await writeFile(part, content, { flag: "wx", mode: mode ?? 0o666 });
    // The umask took the group's bits.
    if (mode !== undefined) await chmod(part, mode);
    await sync(part);
    return await name(part);
  } finally {
    await rm(part, { force: true });
  }
}
