import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { isContainer } from "../container-kind.ts";
import type { Location } from "../format.ts";
import { arrowTable } from "../tables/arrow.ts";
import { parseObject } from "../text.ts";
import { columnarFormat } from "./columnar.ts";

/** What `save_to_disk` writes beside its data, in each split's folder. */
const STATE = "state.json";

/** Arrow files and streams, Feather 2, and what Hugging Face `datasets` saves to disk. */
export const arrow = columnarFormat(arrowTable, "an Arrow file", tables, stemOf);

/** `train/data-00000-of-00002.arrow` is of the split `train`, as `train-00000-of-00002` says of every format's shards. */
function stemOf(file: string): string {
  return file.replace(arrowTable.ending, "").replace(/\/data-(?=\d+-of-\d+$)/u, "-");
}

/** Of a saved dataset the files that its state names, in that order: others are left of steps before it. */
async function tables(location: Location): Promise<readonly string[]> {
  const { root, files, isFolder } = location;
  const all = files.filter((file) => isContainer(location, file, "arrow", arrowTable.ending));
  if (!isFolder) return all;
  const saved = new Map<string, readonly string[]>();
  for (const state of files.filter((file) => posix.basename(file) === STATE)) {
    const folder = posix.dirname(state);
    const named = await namedBy(join(root, state), folder);
    if (named.some((file) => all.includes(file))) saved.set(folder, named);
  }
  const own = [...saved.values()].flat();
  const alone = all.filter((file) => !saved.has(posix.dirname(file)));
  return [...alone, ...own.filter((file) => all.includes(file))];
}

async function namedBy(path: string, folder: string): Promise<readonly string[]> {
  const state = parseObject(await readFile(path, "utf8").catch(() => ""));
  const files = typeof state === "string" ? undefined : state["_data_files"];
  if (!Array.isArray(files)) return [];
  return (files as readonly unknown[]).flatMap((one) =>
    one !== null && typeof one === "object" && "filename" in one && typeof one.filename === "string"
      ? [posix.join(folder, one.filename)]
      : [],
  );
}
