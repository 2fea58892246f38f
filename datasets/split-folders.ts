import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { wordOf } from "./splits.ts";
import { isImageName } from "./text.ts";

/** A pattern whose last characters alone are marks: what the names before them have of such stands in a class of its own. */
function pattern(path: string, marks: number): string {
  return path.slice(0, -marks).replaceAll(/[*?[]/gu, "[$&]") + path.slice(-marks);
}

/** Folders deeper are not looked for splits. */
const DEEPEST = 8;

/** Patterns of the pictures of each split, by the folders they lie in; those of no split's folder count as `train`. */
type SplitFolders = ReadonlyMap<string, readonly string[]>;

/**
 * Splits that folders of pictures are called after, `test/0.jpg`, as Hugging Face `datasets` reads them where no list of
 * files says another; none where all are of one that nothing says.
 */
export async function splitFolders(folder: string): Promise<SplitFolders> {
  const found = new Map<string, string[]>();
  const add = (split: string, glob: string) => found.set(split, [...(found.get(split) ?? []), glob]);
  const look = async (within: string, depth: number): Promise<void> => {
    const listed = await readdir(join(folder, within), { withFileTypes: true });
    const entries = listed.sort((a, b) => (a.name < b.name ? -1 : 1));
    const name = (of: string) => `${within}${within === "" ? "" : "/"}${of}`;
    if (entries.some((entry) => entry.isFile() && isImageName(entry.name))) add("", pattern(name("*"), 1));
    for (const entry of entries.filter((one) => one.isDirectory() && !one.name.startsWith(".")))
      if (wordOf(entry.name) !== undefined)
        add(wordOf(entry.name) ?? "", pattern(name(`${entry.name}/**`), 2));
      else if (depth < DEEPEST) await look(name(entry.name), depth + 1);
  };
  await look("", 0);
  const others = found.get("") ?? [];
  found.delete("");
  if (found.size > 0 && others.length > 0) found.set("train", [...(found.get("train") ?? []), ...others]);
  return found;
}
