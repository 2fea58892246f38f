import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { digestFiles } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { readImageFile } from "../image-file.ts";
import type { Pair } from "../pair.ts";
import { decodeText, isImageName, numbered } from "../text.ts";

const ROWS = 10_000;
const MAX_CAPTION_BYTES = 10 * 2 ** 20;

/** A plain folder of pictures, each with its caption in a `.txt` of the same name. */
export const folder: DatasetFormat = {
  id: "folder",
  about: "folder of images with .txt captions beside them",
  detect: async (location) => images(location).length > 0,
  async open(location) {
    const [root = ""] = location.paths;
    const names = images(location);
    const shards = Array.from({ length: Math.ceil(names.length / ROWS) }, (_, i) =>
      toShard(root, names.slice(i * ROWS, (i + 1) * ROWS), i),
    );
    return { shards, hasImages: true, columns: [], troubles: [] };
  },
};

function images({ paths, isFolder }: Location): readonly string[] {
  if (!isFolder) return [];
  const names = readdirSync(paths[0] ?? "", { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => isImageName(name) && !name.split("/").some((part) => part.startsWith(".")))
    .sort();
}

function toShard(root: string, names: readonly string[], index: number): Shard {
  return {
    name: numbered("folder", index),
    source: ".",
    bytes: names.reduce(
      (sum, name) => sum + (statSync(join(root, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    ),
    pairs: names.length,
    async *read(signal) {
      for (const [row, name] of names.entries()) {
        signal.throwIfAborted();
        yield await toPair(root, name, row);
      }
    },
    digest: (signal) =>
      digestFiles(
        names.flatMap((name) => [name, captionName(name)]).map((name) => ({ name, path: join(root, name) })),
        signal,
      ),
  };
}

function captionName(name: string): string {
  return name.replace(/\.[^.]+$/u, ".txt");
}

async function toPair(root: string, name: string, row: number): Promise<Pair> {
  const path = join(root, captionName(name));
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  const base = { key: name, row, image: () => readImageFile(root, name) };
  if (size === undefined) return { ...base, meta: {} };
  if (size > MAX_CAPTION_BYTES)
    return {
      ...base,
      error: `Cannot read caption: wanted at most ${MAX_CAPTION_BYTES} bytes, got ${size}`,
      meta: {},
    };
  const { text, invalid } = decodeText(await readFile(path));
  return { ...base, caption: text, meta: invalid ? { invalid_utf8: true } : {} };
}
