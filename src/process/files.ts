import { randomUUID } from "node:crypto";
import { link, open, rename, rm, writeFile } from "node:fs/promises";

/** Makes sure that a finished file's bytes are on disk. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Turns `<path>.part` into `path`, whole or not at all. */
export async function commit(path: string): Promise<void> {
  await sync(`${path}.part`);
  await rename(`${path}.part`, path);
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
  return withPart(path, content, async (part) => {
    try {
      await link(part, path);
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw cause;
    }
  });
}

/** Writes a file under a name that nobody else uses, synced, and lets `name` give it its own. */
export async function withPart<T>(
  path: string,
  content: string | Uint8Array,
  name: (part: string) => Promise<T>,
): Promise<T> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(part, content, { flag: "wx" });
    await sync(part);
    return await name(part);
  } finally {
    await rm(part, { force: true });
  }
}
