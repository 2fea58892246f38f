import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import chain from "stream-chain";
import { parser } from "stream-json";
import { pick } from "stream-json/filters/pick.js";
import { streamArray } from "stream-json/streamers/stream-array.js";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { readImageFile } from "../image-file.ts";
import type { Pair, Trouble } from "../pair.ts";

/** COCO captions: one JSON of images and annotations beside a folder of pictures; each caption is a pair. */
export const coco: DatasetFormat = {
  id: "coco",
  about: "COCO captions JSON beside its images",
  detect: async (location) => (await files(location)).length > 0,
  async open(location) {
    const shards = (await files(location)).map((path) => toShard(path));
    return { shards, hasImages: true, columns: ["id", "image_id", "caption", "file_name"], troubles: [] };
  },
};

async function files({ paths, isFolder }: Location): Promise<readonly string[]> {
  const [root = ""] = paths;
  const folders = isFolder ? [root, join(root, "annotations")].filter((folder) => existsSync(folder)) : [];
  const names = isFolder
    ? folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    : paths;
  const found = [];
  for (const path of names.filter((name) => name.endsWith(".json")).sort())
    if (await looksLikeCoco(path)) found.push(path);
  return found;
}

/** By its name in a folder of many, or by its first lines. */
async function looksLikeCoco(path: string): Promise<boolean> {
  if (statSync(path).isDirectory()) return false;
  if (/^captions_.*\.json$/u.test(basename(path))) return true;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
    const head = buffer.toString("utf8", 0, bytesRead);
    return (
      /"annotations"\s*:\s*\[\s*\{[^}]*"caption"/u.test(head) ||
      (/"images"\s*:\s*\[/u.test(head) && /"caption"\s*:/u.test(head))
    );
  } finally {
    await file.close();
  }
}

function toShard(path: string): Shard {
  return {
    name: basename(path, ".json").replace(/[^\w.-]+/gu, "_"),
    source: basename(path),
    bytes: statSync(path).size,
    read: (signal) => read(path, signal),
    digest: (signal) => digestFile(path, signal),
  };
}

interface Picture {
  readonly file: string;
  readonly url?: string;
  readonly license?: string;
}

/** Two passes over the file, since images may stand behind annotations; only the list of images stays in memory. */
async function* read(path: string, signal: AbortSignal): AsyncGenerator<Pair | Trouble> {
  const shard = basename(path, ".json");
  let row = 0;
  try {
    const licenses = new Map<string, string>();
    for await (const { id, name } of items(path, "licenses", signal)) licenses.set(String(id), String(name));
    const pictures = new Map<string, Picture>();
    for await (const image of items(path, "images", signal))
      pictures.set(String(image["id"]), toPicture(image, licenses));
    const folder = imageFolder(path, pictures.values().next().value?.file);
    for await (const annotation of items(path, "annotations", signal))
      yield toPair(annotation, pictures, folder, row++);
  } catch (error) {
    signal.throwIfAborted();
    yield {
      trouble: `Cannot read shard "${shard}" to its end: the JSON is damaged after ${row} captions (${error instanceof Error ? error.message.split("\n", 1)[0] : ""})`,
    };
  }
}

async function* items(
  path: string,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Record<string, unknown>> {
  const stream = chain([createReadStream(path, { signal }), parser(), pick({ filter: name }), streamArray()]);
  for await (const { value } of stream as AsyncIterable<{ value: unknown }>)
    if (value !== null && typeof value === "object") yield value as Record<string, unknown>;
}

function toPicture(image: Record<string, unknown>, licenses: ReadonlyMap<string, string>): Picture {
  const url = image["coco_url"] ?? image["flickr_url"];
  const license = licenses.get(String(image["license"]));
  return {
    file: String(image["file_name"] ?? ""),
    ...(typeof url === "string" ? { url } : {}),
    ...(license === undefined ? {} : { license }),
  };
}

/** COCO keeps pictures in a folder named after the split, beside the JSON or beside `annotations/`. */
function imageFolder(path: string, first: string | undefined): string | undefined {
  const here = dirname(path);
  const split = basename(path, ".json").replace(/^captions_/u, "");
  const roots = [here, join(here, "..")];
  const folders = roots.flatMap((root) => [
    join(root, split),
    join(root, "images", split),
    join(root, "images"),
    root,
  ]);
  return (
    folders.find((folder) => first !== undefined && existsSync(join(folder, first))) ??
    folders.find((folder) => existsSync(folder) && folder.endsWith(split))
  );
}

function toPair(
  annotation: Record<string, unknown>,
  pictures: ReadonlyMap<string, Picture>,
  folder: string | undefined,
  row: number,
): Pair {
  const { id, image_id, caption, ...meta } = annotation;
  const picture = pictures.get(String(image_id));
  const name = picture?.file ?? "";
  const error =
    typeof caption !== "string"
      ? `Cannot read caption: wanted text, got ${typeof caption}`
      : picture === undefined
        ? `Cannot find the image: no entry has id ${String(image_id)}`
        : undefined;
  return {
    key: `${String(image_id)}/${String(id ?? row)}`,
    row,
    ...(typeof caption === "string" ? { caption } : {}),
    ...(picture?.url === undefined ? {} : { url: picture.url }),
    ...(picture?.license === undefined ? {} : { license: picture.license }),
    ...(folder !== undefined && name ? { image: () => readImageFile(folder, name) } : {}),
    ...(error === undefined ? {} : { error }),
    meta: { ...meta, file_name: name },
  };
}
