import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { isOtherwise } from "../container-kind.ts";
import { type ByteRange, digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { type Line, linesOf, readLines, splitLines } from "../lines.ts";
import type { MapWish } from "../map.ts";
import { rankOf } from "../mapping/names.ts";
import { mapTable } from "../mapping/source-shards.ts";
import { isUrl, kindOfValue } from "../mapping/value-kind.ts";
import { oneLine, quoted } from "../one-line.ts";
import { isPacked } from "../packing/unpacked.ts";
import type { Pair, Trouble } from "../pair.ts";
import { pairsInShard } from "../shard-pairs.ts";
import { byteStream, PACKED } from "../tables/byte-stream.ts";
import { firstLines } from "../tables/first-lines.ts";
import { openSeparated } from "../tables/separated.ts";
import { decodeText, isImageName, numbered } from "../text.ts";
import { together } from "./tables.ts";

/** Lines that a shard had in versions that cut no smaller. */
const BEFORE = 100_000;
/** Lines that say which column is which. */
const SNIFFED = 100;

const ENDING = new RegExp(`\\.tsv${PACKED}$`, "iu");

/** Which column holds the URL: the second in CC3M (`caption⇥url`), the first in CC12M (`url⇥caption`). */
type Order = "caption-url" | "url-caption";

/** TSV of captions and URLs without a header (Conceptual Captions 3M and 12M), or of named columns. */
export const tsv: DatasetFormat = {
  id: "tsv",
  about: "files .tsv of caption and URL, as CC3M or CC12M, or with a header",
  detect: async (location) => tables(location).length > 0,
  async open(location, wishFor = () => ({})) {
    const opened = [];
    for (const file of tables(location)) opened.push(await openFile(location, file, wishFor(file)));
    return {
      shards: opened.flatMap(({ shards }) => shards),
      hasImages: opened.some(({ hasImages }) => hasImages),
      columns: ["caption", "url"],
      claims: together(opened.map(({ claims }) => claims)),
      maps: opened.flatMap(({ maps }) => maps),
    };
  },
};

function tables(location: Location): readonly string[] {
  return location.files.filter((file) => ENDING.test(file) && !isOtherwise(location, file));
}

/** With a header, or where its rows name pictures that lie beside, its columns say what they are. */
async function openFile(location: Location, file: string, wish: MapWish) {
  const path = join(location.root, file);
  const wished = Object.keys(wish).length > 0 && wish.dialect !== HEADERLESS;
  if (wished || (await hasHeader(path)) || (await isOther(path))) {
    const table = await openSeparated(path, pairsInShard(location, Number.POSITIVE_INFINITY), "\t");
    const manner = { stem: file.replace(ENDING, ""), numbered: true };
    if (table) {
      const mapped = await mapTable(location, file, table, manner, wish);
      if (wished || mapped.map.image.length > 0 || mapped.map.url !== null)
        return { ...mapped, maps: [{ files: [file], map: mapped.map }] };
    }
  }
  const shards = await shardsOf(location.root, file, pairsInShard(location, BEFORE));
  return { shards, hasImages: false, claims: { reads: [file] }, maps: [{ files: [file], map: PLAIN_PAIRS }] };
}

/** Of a map that such a file needs none. */
const HEADERLESS = "headerless";

/** What the columns are, whichever is first. */
const PLAIN_PAIRS = {
  dialect: HEADERLESS,
  image: [],
  caption: ["caption"],
  key: null,
  url: "url",
  license: null,
  split: null,
};

/** Whether the first line holds names of columns: words, and one of them known. */
async function hasHeader(path: string): Promise<boolean> {
  const cells = (await firstLines(path, 1))[0]?.split("\t").map((cell) => cell.trim()) ?? [];
  const isName = (cell: string) => /^["\w .-]{1,40}$/u.test(cell) && !isImageName(cell);
  const known = (["caption", "url", "image"] as const).map((role) =>
    cells.some((cell) => rankOf(role, cell) !== undefined),
  );
  return cells.length > 1 && cells.every(isName) && known.filter(Boolean).length > 1;
}

/** Whether the first line has a picture or its name in it, `1.jpg#0⇥caption` as Flickr's, or more than two columns. */
async function isOther(path: string): Promise<boolean> {
  const cells = (await firstLines(path, 1))[0]?.split("\t") ?? [];
  const isPicture = (cell: string) => kindOfValue(cell) === "image" || kindOfValue(cell) === "path";
  return (
    cells.length > 2 || (cells.length > 1 && !cells.some((cell) => isUrl(cell)) && cells.some(isPicture))
  );
}

type ReadLines = (signal: AbortSignal) => AsyncGenerator<Line>;

async function shardsOf(root: string, file: string, rows: number): Promise<readonly Shard[]> {
  const path = join(root, file);
  const size = statSync(path).size;
  if (size === 0) return [];
  const name = file.replace(ENDING, "");
  const toShard = (i: number, lines: ReadLines, order: Order, range: ByteRange): Shard => ({
    name: numbered(name, i),
    source: file,
    file: path,
    rowsAt: `lines\t${order.replace("-", "\t")}`,
    ...(i === 0 ? { whole: path } : {}),
    bytes: range.end - range.start,
    read: (signal) => read(basename(file), lines(signal), order, i * rows),
    digest: (signal) => digestFile(path, signal, range),
  });
  if (await isPacked(path)) {
    // Compressed data cannot be entered in the middle: one shard.
    const lines: ReadLines = (signal) => linesOf(byteStream(path, signal), signal);
    return [toShard(0, lines, await sniffOrder(lines), { start: 0, end: size })];
  }
  const ranges = await splitLines(path, rows);
  const order = await sniffOrder((signal) => readLines(path, { start: 0, end: size }, signal));
  return ranges.map((range, i) => toShard(i, (signal) => readLines(path, range, signal), order, range));
}

async function sniffOrder(lines: ReadLines): Promise<Order> {
  const votes = { first: 0, second: 0 };
  let read = 0;
  try {
    for await (const { bytes } of lines(new AbortController().signal)) {
      const [first, second] = decodeText(bytes).text.split("\t");
      if (first !== undefined && isUrl(first)) votes.first++;
      if (second !== undefined && isUrl(second)) votes.second++;
      if (++read === SNIFFED) break;
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return votes.first > votes.second ? "url-caption" : "caption-url";
}

/** A line's key is its number in the file, from 0. */
async function* read(
  file: string,
  lines: AsyncIterable<Line>,
  order: Order,
  firstLine: number,
): AsyncGenerator<Pair | Trouble> {
  let row = 0;
  try {
    for await (const line of lines) {
      yield { key: String(firstLine + row), row, ...parseLine(line, order) };
      row++;
    }
  } catch (cause) {
    if (cause instanceof Error && cause.name === "AbortError") throw cause;
    yield { trouble: `Cannot read "${file}" to its end: ${oneLine(cause)} after ${row} lines` };
  }
}

function parseLine({ bytes, cut }: Line, order: Order): Omit<Pair, "key" | "row"> {
  const { text, invalid } = decodeText(bytes);
  const columns = text.split("\t");
  const [caption, url] = order === "caption-url" ? columns : [columns[1], columns[0]];
  const error = cut
    ? `wanted at most ${bytes.length} bytes, got more`
    : columns.length !== 2
      ? `wanted 2 columns, got ${columns.length}`
      : url === undefined || !isUrl(url)
        ? `wanted a URL, got ${quoted(url ?? "", 40)}`
        : undefined;
  return {
    ...(caption === undefined ? {} : { caption }),
    ...(url !== undefined && isUrl(url) ? { url: url.trim() } : {}),
    ...(error === undefined ? {} : { error: `Cannot read line: ${error}` }),
    ...(error === undefined ? { record: { column_1: columns[0], column_2: columns[1] } } : {}),
    ...(cut ? {} : { line: text }),
    meta: invalid ? { invalid_utf8: true } : {},
  };
}
