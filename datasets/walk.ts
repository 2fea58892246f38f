import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { allowedRoots, isInside } from "./roots.ts";
import { isImageName } from "./text.ts";

/** What lies below a folder. */
export interface Walked {
  /** Relative to the folder, with `/`, sorted, without hidden ones. */
  readonly files: readonly string[];
  /** Hidden files and folders, which are not looked into, less what tools and systems keep. */
  readonly hidden: readonly string[];
  /** Links that lead out of the folder and are not followed; images among them stay in `files`, to be errors there. */
  readonly outside: readonly string[];
}

/** What systems, version control and download tools keep beside data. */
const OF_TOOLS =
  /^\.(?:_.*|DS_Store|directory|nomedia|Trash.*|Spotlight.*|fseventsd|git.*|hg.*|svn|dvc.*|cache|huggingface|ipynb_checkpoints|idea|vscode|editorconfig|keep|lock|nfs[0-9a-f]+|.*\.(?:sw[op]|part|lock|crc))$/iu;

/**
 * Lists a folder and the folders below it. Links are followed where they stay inside, or lead to the blobs of a
 * Hugging Face cache: into each folder once, and into none that is above them.
 * @param followLinks whether links may lead anywhere
 * @throws Error in one line, when a folder cannot be read
 */
export async function walk(folder: string, followLinks: boolean): Promise<Walked> {
  const roots = await allowedRoots(folder, followLinks);
  const files: string[] = [];
  const outside: string[] = [];
  const hidden: string[] = [];
  // Links to folders of links could multiply without end.
  const linked = new Set<string>();

  async function link(name: string, above: readonly string[]): Promise<void> {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    // A link to nothing stays: the pair that needs it says so.
    if (facts === undefined) return void files.push(name);
    const real = await realpath(path);
    const inside = isInside(roots, real);
    if (!inside) outside.push(name);
    if (facts.isDirectory()) {
      if (!inside || above.includes(real) || linked.has(real)) return;
      linked.add(real);
      await enter(name, real, above);
    } else if (isImageName(name) || (inside && facts.isFile())) files.push(name);
  }

  async function enter(name: string, real: string, above: readonly string[]): Promise<void> {
    for (const entry of await list(join(folder, name), name)) {
      const inner = name === "" ? entry.name : `${name}/${entry.name}`;
      if (entry.name.startsWith(".")) {
        if (!OF_TOOLS.test(entry.name)) hidden.push(entry.isDirectory() ? `${inner}/` : inner);
      } else if (entry.isSymbolicLink()) await link(inner, [...above, real]);
      else if (entry.isDirectory()) await enter(inner, join(real, entry.name), [...above, real]);
      else if (entry.isFile()) files.push(inner);
    }
  }

  await enter("", await realpath(folder), []);
  return { files: files.sort(), outside: outside.sort(), hidden: hidden.sort() };
}

async function list(path: string, name: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw unreadable(name === "" ? path : name, cause);
  }
}

/** Why a folder's files cannot be listed, in one line. */
export function unreadable(name: string, cause: unknown): Error {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "an error";
  return new Error(
    `Cannot read folder "${name}": wanted to list its files, got ${code}; make it readable, or name the folders beside it`,
    { cause },
  );
}
