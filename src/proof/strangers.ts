import { readdir } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { fileNamed, type Pair } from "../../datasets/index.ts";
import type { Books } from "./books.ts";
import type { Failure } from "./files.ts";

/** Files that say something of a dataset, and hold none of it. */
const DOCUMENTS = /^(?:CURATED\.yaml|croissant\.json|LICEN[CS]E[^/]*|[^/]+\.md)$/u;

/** Which files the pairs of an output name: pictures, and captions beside them. */
export interface Named {
  /** @param source the file that the pair's shard was read from */
  add(pair: Pair, source: string): void;
  has(file: string): boolean;
}

export function namedFiles(): Named {
  const names = new Set<string>();
  const beside = new Set<string>();
  const bare = (file: string) => file.replace(/\.[^./]+$/u, "");
  return {
    add({ key, meta, record = {}, images = [], stored }, source) {
      // A caption may lie in a folder of its own.
      for (const { name } of stored?.beside ?? []) beside.add(name);
      names.add(posix.join(posix.dirname(source), bare(key.slice(key.indexOf("/") + 1))));
      for (const { name: field, place } of images) {
        const file = place ?? posix.normalize((fileNamed(record, field) ?? "").replaceAll("\\", "/"));
        // A picture may have got an ending that its name lacks.
        for (const name of [file, bare(file)]) names.add(name);
      }
      if (typeof meta["file_name"] === "string") names.add(bare(meta["file_name"]));
    },
    has(file) {
      const parts = bare(file).split("/");
      return beside.has(file) || parts.some((_, i) => names.has(parts.slice(i).join("/")));
    },
  };
}

/** Files of a curated dataset that neither its books nor its pairs name. */
export async function strangers(
  folder: string,
  { shards, lists }: Books,
  named: Named,
): Promise<readonly Failure[]> {
  const listed = new Set([...shards.flatMap(({ files }) => Object.keys(files)), ...Object.keys(lists)]);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
  return files
    .filter((file) => !file.split("/").some((part) => part.startsWith(".")))
    .filter((file) => !DOCUMENTS.test(file) && !listed.has(file) && !named.has(file))
    .sort()
    .map((name) => ({ name, problem: "is a file that CURATED.yaml does not list" }));
}
