import { basename, dirname, join } from "node:path";
import type { Location } from "../format.ts";
import { TAR } from "../formats/nested-tars.ts";
import { isDocument } from "../not-read.ts";
import { byteStream, PACKED } from "../tables/byte-stream.ts";
import { decodeText, isImageName } from "../text.ts";

/** Tables whose text names pictures as they are called. */
const TABLE = new RegExp(`\\.(?:jsonl?|jsonlines|ndjson|csv|tsv)${PACKED}$`, "iu");
/** The begin of a table says whose pictures it names. */
const LOOKED_AT = 2 ** 18;
/** Tables of a place that are looked into. */
const MOST_TABLES = 64;
/** What names of files are parted by in any table. */
const PARTING = /[\s"',;|<>()[\]{}/\\]+/u;

/**
 * Tars that are the pictures of a table beside them, as `images.tar` beside LLaVA's JSON: those of pictures alone, where a
 * table of the place begins with names of some of them. A table of a tar's own name is of its pairs.
 * @param pictures tars of pictures alone, with the names of these
 */
export async function tarsOfPictures(
  { root, files, isFolder }: Location,
  pictures: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly string[]> {
  if (!isFolder || pictures.size === 0) return [];
  const stems = new Set(files.filter((file) => TAR.test(file)).map((file) => file.replace(TAR, "")));
  const tables = files.filter(
    (file) => TABLE.test(file) && !isDocument(file) && !stems.has(join(dirname(file), stemOf(file))),
  );
  const all = [...pictures.values()];
  for (const table of tables.slice(0, MOST_TABLES)) {
    const named = (await beginOf(join(root, table))).split(PARTING).filter(isImageName);
    if (named.some((name) => all.some((own) => own.has(name)))) return [...pictures.keys()];
  }
  return [];
}

function stemOf(file: string): string {
  return basename(file).replace(/\..*$/u, "");
}

/** As much of a text as says what is in it; nothing of what cannot be read, which its reader says. */
async function beginOf(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of byteStream(path, new AbortController().signal)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= LOOKED_AT) break;
    }
  } catch {
    return "";
  }
  return decodeText(Buffer.concat(chunks).subarray(0, LOOKED_AT)).text;
}
