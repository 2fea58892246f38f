import type { Stats } from "node:fs";
import { lstat, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { leadsOut } from "./leads-out.ts";
import { quoted } from "./one-line.ts";
import { allowedRoots, isInside } from "./roots.ts";
import { listedAt } from "./store/bytes.ts";
import { zipped } from "./zip/mount.ts";

/** A larger file is no photograph. */
const MAX_BYTES = 100 * 2 ** 20;
/** Folders whose real paths are remembered. */
const MAX_FOLDERS = 10_000;

/** An image that a dataset names: how to read it, or why it may not or cannot be read. */
export type ImageFile =
  | {
      readonly image: () => Promise<Uint8Array>;
      /** Where it lies, from the dataset's root, whatever the name that led there. */
      readonly place?: string;
    }
  | { readonly error: string };

/**
 * Finds images by the names that a dataset gives them, inside its folder and nowhere else; also by names that Windows
 * wrote, `images\\0.jpg`.
 * @param followLinks whether links may lead out of the folder
 * @param own the folder out of which nothing may lead, where it is another
 */
export async function imageFiles(
  folder: string,
  followLinks = false,
  own = folder,
): Promise<(name: string) => Promise<ImageFile>> {
  const roots = await allowedRoots(own, followLinks);
  const isInsideOne = (path: string) => isInside(roots, path);
  const folders = new Map<string, Promise<boolean>>();
  // Most images are plain files in few folders: asking for every one's real path would cost more than reading it.
  const isAllowed = async (path: string, isLink: boolean) => {
    if (isLink) return isInsideOne(await realpath(path));
    const parent = dirname(path);
    const known = folders.get(parent) ?? realpath(parent).then(isInsideOne);
    if (folders.size < MAX_FOLDERS) folders.set(parent, known);
    return known;
  };
  return async (name) => {
    const refuse = (reason: string) => ({ error: `Cannot read image ${quoted(name)}: ${reason}` });
    if (leadsOut(name)) return refuse("wanted a path inside the dataset, got one that leads out of it");
    const inZip = zipped(join(folder, name)) ?? zipped(join(folder, name.replaceAll("\\", "/")));
    if (inZip) return inZip.problem === undefined ? { image: inZip.read } : refuse(inZip.problem);
    const remote = listedAt(join(folder, name)) ?? listedAt(join(folder, name.replaceAll("\\", "/")));
    if (remote)
      return remote.size > MAX_BYTES
        ? refuse(`wanted at most ${MAX_BYTES} bytes, got ${remote.size}`)
        : { image: remote.read };
    let path = join(folder, name);
    let facts = await follow(path, isAllowed);
    if (facts === undefined && name.includes("\\")) {
      path = join(folder, name.replaceAll("\\", "/"));
      facts = await follow(path, isAllowed);
    }
    if (facts === "outside")
      return refuse("wanted a file inside the dataset, got a link that leads out of it");
    if (facts === undefined) return refuse("no such file");
    if (!facts.isFile()) return refuse("wanted a file, got something else");
    if (facts.size > MAX_BYTES) return refuse(`wanted at most ${MAX_BYTES} bytes, got ${facts.size}`);
    return { image: () => readFile(path) };
  };
}

/** What a path leads to, unless that is nothing, or lies outside. */
async function follow(
  path: string,
  isAllowed: (path: string, isLink: boolean) => Promise<boolean>,
): Promise<Stats | "outside" | undefined> {
  try {
    const facts = await lstat(path);
    const isLink = facts.isSymbolicLink();
    if (!(await isAllowed(path, isLink))) return "outside";
    return isLink ? await stat(path) : facts;
  } catch {
    return undefined;
  }
}
