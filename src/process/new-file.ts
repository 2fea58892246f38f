import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, open, rename, unlink } from "node:fs/promises";
import { CliError, oneLine } from "./errors.ts";

/**
 * Takes a place beside a new file before its content is made and recorded, so that the ledger never says that a file
 * left which could not be written. The file gets its name once it is whole; what fails leaves nothing there.
 * @param make makes the content and records it
 * @throws CliError (exit code 2) when the file is there already, or cannot be made
 */
export async function intoNewFile<T extends { readonly file: { readonly bytes: Uint8Array } }>(
  path: string,
  make: () => Promise<T>,
): Promise<T> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new CliError(`Cannot release to "${path}": ${reason}`, { exitCode: 2, cause });
  };
  if (existsSync(path)) refuse("it is there already");
  const part = `${path}.part-${randomBytes(4).toString("hex")}`;
  const file = await open(part, "wx").catch((cause) => refuse(oneLine(cause), cause));
  try {
    const made = await make();
    await file.writeFile(made.file.bytes);
    await file.sync();
    await named(part, path).catch((cause) => refuse(oneLine(cause), cause));
    return made;
  } finally {
    await file.close();
    await unlink(part).catch(() => undefined);
  }
}

/** Gives a file its name, and takes it from no other: a link never replaces. */
async function named(part: string, path: string): Promise<void> {
  await link(part, path).catch(async (cause: NodeJS.ErrnoException) => {
    // Some file systems know no links.
    if (cause.code === "EEXIST" || existsSync(path)) throw cause;
    await rename(part, path);
  });
}
