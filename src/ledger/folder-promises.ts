import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { oneLine } from "../process/errors.ts";
import { type Disk, disk as machine } from "./disk.ts";

/** Something that a file system has to keep, or a number could be taken twice. */
export interface FolderPromise {
  /** `new-names`: a name is made once; `links`: a hard link never takes a name that is there; `race`: not by chance either. */
  readonly promise: "new-names" | "links" | "race" | "renames";
  /** Why it is not kept; null where it is. */
  readonly broken: string | null;
}

/** Writers that ask for one name at once. */
const WRITERS = 4;

type Try = (name: (part: string) => string, disk: Disk) => Promise<string | null>;

const tries: Readonly<Record<FolderPromise["promise"], Try>> = {
  async "new-names"(name, disk) {
    await disk.writeNew(name("new"), Buffer.from("first"));
    const again = await disk.writeNew(name("new"), Buffer.from("second")).then(
      () => true,
      () => false,
    );
    return again ? "a file was made under a name that is another file's" : holds(disk, name("new"), "first");
  },
  async links(name, disk) {
    for (const part of ["a", "b"]) await disk.writeNew(name(part), Buffer.from(part));
    if (!(await disk.link(name("a"), name("link")))) return "a hard link under a new name was refused";
    if (await disk.link(name("b"), name("link"))) return "a hard link took a name that is another file's";
    return holds(disk, name("link"), "a");
  },
  async race(name, disk) {
    const parts = Array.from({ length: WRITERS }, (_, i) => String(i));
    for (const part of parts) await disk.writeNew(name(`racer-${part}`), Buffer.from(part));
    const took = await Promise.all(parts.map((part) => disk.link(name(`racer-${part}`), name("won"))));
    const winners = parts.filter((_, i) => took[i]);
    return winners.length === 1
      ? holds(disk, name("won"), winners[0] ?? "")
      : `of ${WRITERS} writers at once ${winners.length} took one name`;
  },
  async renames(name, disk) {
    for (const part of ["old", "next"]) await disk.writeNew(name(part), Buffer.from(part));
    await disk.rename(name("next"), name("old"));
    return (await disk.read(name("next"))) === null
      ? holds(disk, name("old"), "next")
      : "a renamed file kept its name";
  },
};

async function holds(disk: Disk, path: string, wanted: string): Promise<string | null> {
  const bytes = await disk.read(path);
  return bytes !== null && Buffer.from(bytes).toString() === wanted
    ? null
    : "a file does not hold what was written under its name";
}

/**
 * Tries what a ledger's folder has to keep, with files of its own that are removed again.
 * @param wanted default: all of it; the first two are enough to tell a file system that gives no such links
 */
export async function tryFolder(
  folder: string,
  disk: Disk = machine,
  wanted: readonly FolderPromise["promise"][] = ["new-names", "links", "race", "renames"],
): Promise<readonly FolderPromise[]> {
  const mark = `try-${randomBytes(6).toString("hex")}-`;
  const name = (part: string) => join(folder, `${mark}${part}`);
  const found: FolderPromise[] = [];
  try {
    for (const promise of wanted)
      found.push({ promise, broken: await tries[promise](name, disk).catch(oneLine) });
  } finally {
    for (const left of await disk.list(folder))
      if (left.startsWith(mark)) await disk.unlink(join(folder, left)).catch(() => {});
  }
  return found;
}
