import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, parse, relative, sep } from "node:path";

/**
 * The folders in which a dataset's files may be read: its own and, for a snapshot in the Hugging Face cache, the
 * blobs that its files are links to.
 * @param followLinks whether links may lead anywhere, since somebody asked for it
 */
export async function allowedRoots(folder: string, followLinks: boolean): Promise<readonly string[]> {
  const root = await realpath(folder);
  if (followLinks) return [parse(root).root];
  const parts = root.split(sep);
  const snapshots = parts.lastIndexOf("snapshots");
  if (snapshots < 1) return [root];
  const cached = parts.slice(0, snapshots).join(sep);
  return basename(dirname(join(cached, "snapshots"))).startsWith("datasets--")
    ? [root, join(cached, "blobs")]
    : [root];
}

/** Whether a real path lies in one of the folders, or is one. */
export function isInside(roots: readonly string[], path: string): boolean {
  return roots.some((root) => {
    const inside = relative(root, path);
    return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  });
}
