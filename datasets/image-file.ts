import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";

/** A larger file is no photograph. */
const MAX_BYTES = 100 * 2 ** 20;

/**
 * Reads an image by the name that a dataset gives it, from inside the dataset's folder and nowhere else:
 * neither `..` nor a link may lead out of it.
 * @throws Error with one line that names the file
 */
export async function readImageFile(folder: string, name: string): Promise<Uint8Array> {
  const refuse = (reason: string) => new Error(`Cannot read image "${name}": ${reason}`);
  if (isAbsolute(name) || name.split(/[\\/]/u).includes(".."))
    throw refuse("its path leads out of the dataset");
  const path = await realpath(join(folder, name)).catch(() => undefined);
  if (path === undefined) throw refuse("no such file");
  const inside = relative(await realpath(folder), path);
  if (inside.startsWith("..") || isAbsolute(inside)) throw refuse("a link leads out of the dataset");
  const facts = await stat(path);
  if (!facts.isFile()) throw refuse("it is no file");
  if (facts.size > MAX_BYTES) throw refuse(`wanted at most ${MAX_BYTES} bytes, got ${facts.size}`);
  return readFile(path);
}
