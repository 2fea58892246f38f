import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { quoted } from "./one-line.ts";

/** A larger file is no photograph. */
const MAX_BYTES = 100 * 2 ** 20;

/** An image that a dataset names: how to read it, or why it may not or cannot be read. */
export type ImageFile = { readonly image: () => Promise<Uint8Array> } | { readonly error: string };

/** Finds images by the names that a dataset gives them, inside its folder and nowhere else. */
export async function imageFiles(folder: string): Promise<(name: string) => Promise<ImageFile>> {
  const roots = await allowedRoots(folder);
  return async (name) => {
    const refuse = (reason: string) => ({ error: `Cannot read image ${quoted(name)}: ${reason}` });
    if (leadsOut(name)) return refuse("wanted a path inside the dataset, got one that leads out of it");
    const path = await realpath(join(folder, name)).catch(() => undefined);
    if (path === undefined) return refuse("no such file");
    if (!roots.some((root) => isInside(root, path)))
      return refuse("wanted a file inside the dataset, got a link that leads out of it");
    const facts = await stat(path).catch(() => undefined);
    if (!facts?.isFile()) return refuse("wanted a file, got something else");
    if (facts.size > MAX_BYTES) return refuse(`wanted at most ${MAX_BYTES} bytes, got ${facts.size}`);
    return { image: () => readFile(path) };
  };
}

/** Whether a name from a dataset is absolute or climbs above where it starts, on any system. */
export function leadsOut(name: string): boolean {
  return (
    isAbsolute(name) ||
    /^[\\/]|^[a-z]:[\\/]/i.test(name) ||
    name.includes("\0") ||
    name.split(/[\\/]/).includes("..")
  );
}

/** The folder itself and, for a snapshot in the Hugging Face cache, the blobs that its files are links to. */
async function allowedRoots(folder: string): Promise<readonly string[]> {
  const root = await realpath(folder);
  const parts = root.split(sep);
  const snapshots = parts.lastIndexOf("snapshots");
  if (snapshots < 1) return [root];
  const cached = parts.slice(0, snapshots).join(sep);
  return basename(dirname(join(cached, "snapshots"))).startsWith("datasets--")
    ? [root, join(cached, "blobs")]
    : [root];
}

function isInside(root: string, path: string): boolean {
  const inside = relative(root, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
