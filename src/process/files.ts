import { open, rename, writeFile } from "node:fs/promises";

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

/** Writes a whole file, or leaves the old one. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, content);
  await commit(path);
}
