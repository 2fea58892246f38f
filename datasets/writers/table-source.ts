import { createReadStream } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { fileNamed } from "../mapping/field-path.ts";
import { imageText } from "../mapping/value-kind.ts";
import { imageEnding } from "../media-kind.ts";
import type { StoredMember } from "../pair.ts";
import { isImageName } from "../text.ts";
import type { DatasetWriter, KeptPair, ShardWriter, Target, WrittenPiece } from "../writer.ts";
import { rowText } from "./table-rows.ts";

/** Patterns of pictures in any folder. */
const PICTURES = ["jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff"].map(
  (ending) => `**/*.${ending}`,
);

/** Lines of the source's tables, byte for byte where nothing is left out of them, with the pictures that they name. */
export function sourceTable(id: string, about: string): DatasetWriter {
  return {
    id,
    about,
    numbered: false,
    needsImages: false,
    refuses,
    // Hugging Face's imagefolder looks for files by their whole names.
    begin: (target) => begin(target, id === "imagefolder" ? (name) => name : withEnding),
    assemble,
    files: (shards) => shards,
    globs: id === "imagefolder" ? pictureGlobs : (file) => [file],
  };
}

function pictureGlobs(file: string): readonly string[] {
  const folder = posix.dirname(file);
  return folder === "." ? [file, ...PICTURES] : [`${folder}/**`];
}

function refuses({ pair, image }: KeptPair): string | null {
  if (pair.record === undefined) return "its row could not be read";
  // A picture that lies elsewhere has no place beside its table.
  const isOutside = image !== null && /(?:^|\/)\.\.(?:\/|$)|\/\//u.test(pair.sample ?? "");
  return isOutside ? "its picture lies outside of the dataset" : null;
}

/** Less what packs it, but for gzip. */
function nameOf(source: string): string {
  return source.replace(/\.(?:zst|zstd|bz2|xz)$/iu, "");
}

async function begin(
  { folder, pieces, shard }: Target,
  fileOf: (name: string, bytes: Uint8Array) => string,
): Promise<ShardWriter> {
  const { file, source, name } = shard ?? {};
  if (file === undefined || source === undefined || name === undefined)
    throw new Error("Cannot write a table as it was: wanted the file of its source, got none");
  await mkdir(pieces, { recursive: true });
  const { between, text } = await rowText(source, file);
  const piece = await open(join(pieces, name), "w");
  let written = 0;
  return {
    async write(kept) {
      await piece.write(`${written++ === 0 ? "" : between}${text(kept.pair)}`);
      for (const { name: picture, bytes } of await picturesOf(kept)) {
        const place = placeOf(fileOf(picture, bytes), posix.dirname(source));
        if (place === undefined) continue;
        await mkdir(dirname(join(folder, place)), { recursive: true });
        await writeFile(join(folder, place), bytes);
      }
    },
    async finish() {
      await piece.sync();
      await piece.close();
      return written === 0 ? [] : [nameOf(source)];
    },
    kinds: () => [],
    abandon: () => piece.close(),
  };
}

/** The pictures that a row names and that were measured, with their names. */
async function picturesOf({ pair, image, measured }: KeptPair): Promise<readonly StoredMember[]> {
  const known = measured ?? (image === null ? [] : [image]);
  const pictures: StoredMember[] = [];
  for (const { name: field, bytes: read } of pair.images ?? []) {
    const name = fileNamed(pair.record ?? {}, field);
    if (name === undefined || imageText(name) !== undefined) continue;
    const bytes = await read().catch(() => undefined);
    if (bytes !== undefined && known.some((one) => Buffer.from(one).equals(bytes)))
      pictures.push({ name, bytes });
  }
  return pictures;
}

/** Tables may name pictures without their endings, or number the captions of one: `1.jpg#0`. */
function withEnding(name: string, bytes: Uint8Array): string {
  const bare = name.replace(/#\d+$/u, "");
  if (isImageName(bare)) return bare;
  const ending = imageEnding(bytes);
  return ending === undefined ? name : `${name}.${ending}`;
}

/** Where a picture goes, beside its table; nowhere where its name leads out of the dataset. */
function placeOf(picture: string, folder: string): string | undefined {
  const place = posix.join(folder, picture.replaceAll("\\", "/"));
  if (picture === "" || posix.isAbsolute(picture) || place === ".." || place.startsWith("../"))
    return undefined;
  return place;
}

async function assemble(
  { folder, pieces }: Pick<Target, "folder" | "pieces">,
  shards: readonly WrittenPiece[],
): Promise<void> {
  const byFile = new Map<string, WrittenPiece[]>();
  for (const one of shards) {
    const [name] = one.files;
    if (name !== undefined) byFile.set(name, [...(byFile.get(name) ?? []), one]);
  }
  for (const [name, parts] of byFile) await assembleFile(join(folder, name), pieces, parts);
}

async function assembleFile(path: string, pieces: string, parts: readonly WrittenPiece[]): Promise<void> {
  const [first] = parts;
  if (first?.shard.file === undefined) return;
  const { head, between } = await rowText(first.shard.source, first.shard.file);
  const isJson = between !== "\n";
  await mkdir(dirname(path), { recursive: true });
  const isPacked = /\.gz$/iu.test(path);
  const out = await open(path, "w");
  // Gzip's members may follow one another.
  const write = (bytes: string | Uint8Array) => out.write(isPacked ? gzipSync(bytes) : Buffer.from(bytes));
  try {
    await write(isJson ? listHead(first.shard.list, true) : head);
    for (const [i, { shard }] of parts.entries()) {
      const before = parts[i - 1]?.shard;
      if (before !== undefined)
        await write(before.list === shard.list ? between : `\n],\n${listHead(shard.list, false)}`);
      for await (const chunk of createReadStream(join(pieces, shard.name))) await write(chunk as Buffer);
    }
    await write(isJson ? `\n]${first.shard.list === undefined ? "" : "}"}\n` : "\n");
    await out.sync();
  } finally {
    await out.close();
  }
}

/** How a list of JSON begins, under its name where it has one. */
function listHead(list: string | undefined, isFirst: boolean): string {
  if (list === undefined) return "[\n";
  return `${isFirst ? "{" : ""}${JSON.stringify(list)}: [\n`;
}
