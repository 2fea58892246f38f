import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cutOnce } from "../cuts.ts";
import { digestFile, digestItems } from "../fingerprint.ts";
import { isWide, readLines, splitLines } from "../lines.ts";
import { kindOfValue } from "../mapping/value-kind.ts";
import { decodeText } from "../text.ts";
import { firstLines } from "./first-lines.ts";
import type { Entry, RecordTable } from "./table.ts";

/** The column that a text of such a pair of files is. */
const CAPTION = "caption";
/** What stands in the place of `captions` in the other text's name. */
const OTHERS = ["urls", "url", "image_urls", "images", "links"];

/** Two texts whose lines belong together: `…_captions.txt` beside `…_urls.txt`, as SBU is kept. */
export interface ParallelTexts {
  /** Where the other text lies. */
  readonly other: string;
  readonly column: "url" | "image";
}

/**
 * The text whose lines are of the pictures that a text of captions describes; `undefined` where there is none, or the
 * captions name their pictures themselves.
 */
export async function parallelOf(path: string): Promise<ParallelTexts | undefined> {
  const name = basename(path);
  // The last such word: SBU's is `SBU_captioned_photo_dataset_captions.txt`.
  const [, head, tail] = /^(.*)captions?([^/]*\.txt)$/iu.exec(name) ?? [];
  const others = head === undefined ? [] : OTHERS.map((word) => `${head}${word}${tail}`);
  const other = others
    .filter((one) => one !== name)
    .map((one) => join(dirname(path), one))
    .find((one) => existsSync(one));
  if (other === undefined) return undefined;
  const isPicture = (text: string) => ["url", "path"].includes(kindOfValue(text));
  const own = await firstLines(path, 2);
  if (own.some((line) => line.split(/[,;|\t]/u).some((cell) => isPicture(cell.trim())))) return undefined;
  const [first] = await firstLines(other, 1);
  if (first === undefined || !isPicture(first)) return undefined;
  return { other, column: kindOfValue(first) === "url" ? "url" : "image" };
}

/**
 * Rows of both texts, line by line, in parts of at most `rows` rows.
 * @throws Error where one has more lines than the other: nobody knows which line is missing
 */
export async function openParallel(
  path: string,
  { other, column }: ParallelTexts,
  rows: number,
): Promise<RecordTable> {
  const counts = [await countLines(path), await countLines(other)];
  if (counts[0] !== counts[1])
    throw new Error(
      `Cannot open "${basename(path)}": wanted as many lines as "${basename(other)}" has, ${counts[1]}, got ${counts[0]}`,
    );
  // A text in UTF-16 cannot be entered in the middle, and the other must be cut as it is.
  const most = (await isWide(path)) || (await isWide(other)) ? Number.POSITIVE_INFINITY : rows;
  const [captions, others] = [await splitLines(path, most), await splitLines(other, most)];
  return {
    columns: [],
    besides: [basename(other)],
    rowsAt: `beside ${basename(other)}`,
    parts: captions.map((range, i) => {
      const beside = others[i] ?? { start: 0, end: 0 };
      return {
        bytes: range.end - range.start + (beside.end - beside.start),
        async *read(signal: AbortSignal): AsyncGenerator<Entry> {
          const lines = readLines(other, beside, signal);
          for await (const { bytes } of readLines(path, range, signal)) {
            const own = decodeText(bytes);
            const next = await lines.next();
            const picture = decodeText(next.done ? new Uint8Array() : next.value.bytes);
            yield {
              record: { [column]: picture.text.trim(), [CAPTION]: own.text },
              line: own.text,
              invalid: own.invalid || picture.invalid,
            };
          }
        },
        digest: async (signal: AbortSignal) =>
          digestItems(
            [
              { name: await digestFile(path, signal, range) },
              { name: await digestFile(other, signal, beside) },
            ],
            signal,
          ),
      };
    }),
  };
}

/** Lines of a text, of which the last may lack its end. */
async function countLines(path: string): Promise<number> {
  return cutOnce(path, ["count"], Number.isSafeInteger, () => goThrough(path));
}

async function goThrough(path: string): Promise<number> {
  const { signal } = new AbortController();
  let count = 0;
  for await (const _ of readLines(path, { start: 0, end: statSync(path).size }, signal)) count++;
  return count;
}
