import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { besideRows } from "../tables/json-beside.ts";
import type { DatasetWriter, KeptPair, ShardWriter, Target, WrittenPiece } from "../writer.ts";
import { assembleTable, BESIDE, HEAD } from "./table-file.ts";
import { outsidePicture, pictureGlobs, withEnding, writePictures } from "./table-pictures.ts";
import { rowText } from "./table-rows.ts";

/** Lines of the source's tables, byte for byte where nothing is left out of them, with the pictures that they name. */
export function sourceTable(id: string, about: string): DatasetWriter {
  return {
    id,
    about,
    numbered: false,
    needsImages: false,
    stores: () => true,
    refuses,
    // Hugging Face's imagefolder looks for files by their whole names.
    begin: (target) => begin(target, id === "imagefolder" ? (name) => name : withEnding),
    assemble,
    files: (shards) => shards,
    globs: (file) => (id === "imagefolder" || file === undefined ? pictureGlobs(file) : [file]),
  };
}

function refuses(kept: KeptPair): string | null {
  return kept.pair.record === undefined ? "its row could not be read" : outsidePicture(kept);
}

/** Less what packs it, but for gzip. */
function nameOf(source: string): string {
  return source.replace(/\.(?:zst|zstd|bz2|xz)$/iu, "");
}

async function begin(
  target: Target,
  fileOf: (name: string, bytes: Uint8Array) => string,
): Promise<ShardWriter> {
  const { pieces, shard } = target;
  const { file, source, name, within } = shard ?? {};
  if (file === undefined || source === undefined || name === undefined)
    throw new Error("Cannot write a table as it was: wanted the file of its source, got none");
  await mkdir(pieces, { recursive: true });
  const { between, text, head, beside: other } = await rowText(source, file, within);
  const piece = await open(join(pieces, name), "w");
  const otherPiece = other && (await open(join(pieces, `${name}${BESIDE}`), "w"));
  const beside = await besideRows(file, "");
  let written = 0;
  return {
    async write(kept) {
      if (written === 0) await writeFile(join(pieces, `${name}${HEAD}`), head(kept.pair));
      const parted = written++ === 0 ? "" : between;
      await piece.write(`${parted}${text(kept.pair)}`);
      await otherPiece?.write(`${parted}${other?.text(kept.pair)}`);
      await writePictures(kept, target, fileOf);
    },
    async finish() {
      for (const one of [piece, otherPiece]) {
        await one?.sync();
        await one?.close();
      }
      return written === 0 ? [] : [source, ...(other ? [other.source] : [])].map(nameOf);
    },
    kinds: () => [],
    stripped: () => beside,
    async abandon() {
      await piece.close();
      await otherPiece?.close();
    },
  };
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
  for (const [name, [first, ...more]] of byFile)
    if (first !== undefined) await assembleTable(join(folder, name), pieces, [first, ...more]);
}
