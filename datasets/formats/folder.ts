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

interface Source {
  readonly root: string;
  readonly find: (name: string) => Promise<ImageFile>;
  /** The caption file of an image, where there is one. */
  readonly captionOf: (image: string) => string | undefined;
}

/** A plain folder of pictures, each with its caption in a `.txt` of the same name. */
export const folder: DatasetFormat = {
  id: "folder",
  about: "folder of images, with .txt captions beside them",
  detect: async (location) => images(location).length > 0,
  async claims(location) {
    const reads = images(location);
    const captionOf = captionsBeside(location.files);
    return { reads: [...reads, ...reads.flatMap((image) => captionOf(image) ?? [])] };
  },
  async open(location) {
    const names = images(location);
    const source = {
      root: location.root,
      find: await imageFiles(location.root, location.followLinks),
      captionOf: captionsBeside(location.files),
    };
    const shards = Array.from({ length: Math.ceil(names.length / ROWS) }, (_, i) =>
      toShard(source, names.slice(i * ROWS, (i + 1) * ROWS), i),
    );
    return { shards, hasImages: true, columns: [] };
  },
};

function images({ files }: Location): readonly string[] {
  return files.filter(isImageName);
}

function toShard(source: Source, names: readonly string[], index: number): Shard {
  return {
    name: numbered("folder", index),
    source: ".",
    bytes: names.reduce((sum, name) => sum + sizeOf(join(source.root, name)), 0),
    pairs: names.length,
    async *read(signal) {
      for (const [row, name] of names.entries()) {
        signal.throwIfAborted();
        yield await toPair(source, name, row);
      }
    },
    digest: (signal) => digestItems(digestible(source, names), signal),
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** `0.txt` of `0.jpg`, or one whose name differs in case only, as cameras and Windows write it, where that is one for one. */
function captionsBeside(files: readonly string[]): Source["captionOf"] {
  const texts = files.filter((file) => /\.txt$/i.test(file));
  const exact = new Set(texts);
  const byFolded = grouped(texts, (file) => file.toLowerCase());
  const images = grouped(files.filter(isImageName), (file) => captionName(file).toLowerCase());
  return (image) => {
    const name = captionName(image);
    if (exact.has(name)) return name;
    const likely = byFolded.get(name.toLowerCase()) ?? [];
    const sameStem = likely.filter((file) => file.slice(0, -4) === name.slice(0, -4));
    if (sameStem.length === 1) return sameStem[0];
    return likely.length === 1 && images.get(name.toLowerCase())?.length === 1 ? likely[0] : undefined;
  };
}

function grouped(names: readonly string[], by: (name: string) => string): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = groups.get(by(name));
    if (group) group.push(name);
    else groups.set(by(name), [name]);
  }
  return groups;
}

function captionName(image: string): string {
  return image.replace(/\.[^./]+$/, ".txt");
}

async function toPair({ root, find, captionOf }: Source, name: string, row: number): Promise<Pair> {
  const image = await find(name);
  const file = captionOf(name);
  const caption = file === undefined ? { meta: {} } : await readCaption(join(root, file));
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

async function* digestible({ root, find, captionOf }: Source, names: readonly string[]) {
  for (const name of names) {
    const image = await find(name);
    yield { name, ...("image" in image ? { bytes: image.image } : {}) };
    const caption = captionOf(name);
    yield caption === undefined
      ? { name: captionName(name) }
      : { name: caption, bytes: () => readFile(join(root, caption)) };
  }
}
