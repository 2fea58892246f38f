import { statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { digestItems } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { type ImageFile, imageFiles } from "../image-file.ts";
import { oneLine } from "../one-line.ts";
import type { Pair } from "../pair.ts";
import { decodeText, isImageName, MAX_TEXT_BYTES, numbered } from "../text.ts";

const ROWS = 10_000;

type Find = (name: string) => Promise<ImageFile>;

/** A plain folder of pictures, each with its caption in a `.txt` of the same name. */
export const folder: DatasetFormat = {
  id: "folder",
  about: "folder of images, with .txt captions beside them",
  detect: async (location) => images(location).length > 0,
  async open(location) {
    const names = images(location);
    const find = await imageFiles(location.root);
    const shards = Array.from({ length: Math.ceil(names.length / ROWS) }, (_, i) =>
      toShard(location.root, find, names.slice(i * ROWS, (i + 1) * ROWS), i),
    );
    return { shards, hasImages: true, columns: [] };
  },
};

function images({ files }: Location): readonly string[] {
  return files.filter(isImageName);
}

function toShard(root: string, find: Find, names: readonly string[], index: number): Shard {
  return {
    name: numbered("folder", index),
    source: ".",
    bytes: names.reduce((sum, name) => sum + sizeOf(join(root, name)), 0),
    pairs: names.length,
    async *read(signal) {
      for (const [row, name] of names.entries()) {
        signal.throwIfAborted();
        yield await toPair(root, find, name, row);
      }
    },
    digest: (signal) => digestItems(digestible(root, find, names), signal),
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function captionName(name: string): string {
  return name.replace(/\.[^./]+$/, ".txt");
}

async function toPair(root: string, find: Find, name: string, row: number): Promise<Pair> {
  const image = await find(name);
  const caption = await readCaption(join(root, captionName(name)));
  return { key: name, row, ...image, ...caption };
}

/** A caption that cannot be read is an error; one that is not there is none. */
async function readCaption(path: string): Promise<Pick<Pair, "caption" | "error" | "meta">> {
  const refuse = (reason: string) => ({ error: `Cannot read caption: ${reason}`, meta: {} });
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return { meta: {} };
  if (facts.size > MAX_TEXT_BYTES) return refuse(`wanted at most ${MAX_TEXT_BYTES} bytes, got ${facts.size}`);
  try {
    const { text, invalid } = decodeText(await readFile(path));
    return { caption: text, meta: invalid ? { invalid_utf8: true } : {} };
  } catch (cause) {
    return refuse(oneLine(cause));
  }
}

async function* digestible(root: string, find: Find, names: readonly string[]) {
  for (const name of names) {
    const image = await find(name);
    yield { name, ...("image" in image ? { bytes: image.image } : {}) };
    const caption = captionName(name);
    yield { name: caption, bytes: () => readFile(join(root, caption)) };
  }
}
