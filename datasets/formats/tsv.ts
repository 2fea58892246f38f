import { createReadStream, statSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ByteRange, digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { type Line, linesOf, readLines, splitLines } from "../lines.ts";
import { oneLine, quoted } from "../one-line.ts";
import type { Pair, Trouble } from "../pair.ts";
import { decodeText, numbered } from "../text.ts";

/** Lines in a shard. */
const ROWS = 100_000;
/** Lines that say which column is which. */
const SNIFFED = 100;

/** Which column holds the URL: the second in CC3M (`caption⇥url`), the first in CC12M (`url⇥caption`). */
type Order = "caption-url" | "url-caption";

/** Headerless TSV of captions and URLs: Conceptual Captions 3M and 12M. */
export const tsv: DatasetFormat = {
  id: "tsv",
  about: "files .tsv, .tsv.gz of caption and URL, as CC3M or CC12M",
  detect: async (location) => tables(location).length > 0,
  claims: async (location) => ({ reads: tables(location) }),
  async open(location) {
    const shards = [];
    for (const file of tables(location)) shards.push(...(await shardsOf(location.root, file)));
    return { shards, hasImages: false, columns: ["caption", "url"] };
  },
};

function tables({ files }: Location): readonly string[] {
  return files.filter((file) => /\.tsv(\.gz)?$/i.test(file));
}

type ReadLines = (signal: AbortSignal) => AsyncGenerator<Line>;

async function shardsOf(root: string, file: string): Promise<readonly Shard[]> {
  const path = join(root, file);
  const size = statSync(path).size;
  if (size === 0) return [];
  const name = file.replace(/\.tsv(\.gz)?$/i, "");
  const toShard = (i: number, lines: ReadLines, order: Order, range: ByteRange): Shard => ({
    name: numbered(name, i),
    source: file,
    bytes: range.end - range.start,
    read: (signal) => read(basename(file), lines(signal), order, i * ROWS),
    digest: (signal) => digestFile(path, signal, range),
  });
  if (/\.gz$/i.test(file)) {
    // Compressed data cannot be entered in the middle: one shard.
    const lines: ReadLines = (signal) => linesOf(gunzipped(path, signal), signal);
    return [toShard(0, lines, await sniffOrder(lines), { start: 0, end: size })];
  }
  const ranges = await splitLines(path, ROWS);
  const order = await sniffOrder((signal) => readLines(path, { start: 0, end: size }, signal));
  return ranges.map((range, i) => toShard(i, (signal) => readLines(path, range, signal), order, range));
}

function gunzipped(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  // Errors of both come out of the last stream.
  return pipeline(createReadStream(path, { signal }), createGunzip(), () => undefined);
}

async function sniffOrder(lines: ReadLines): Promise<Order> {
  const votes = { first: 0, second: 0 };
  let read = 0;
  try {
    for await (const { bytes } of lines(new AbortController().signal)) {
      const [first, second] = decodeText(bytes).text.split("\t");
      if (isUrl(first)) votes.first++;
      if (isUrl(second)) votes.second++;
      if (++read === SNIFFED) break;
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return votes.first > votes.second ? "url-caption" : "caption-url";
}

function isUrl(text: string | undefined): boolean {
  return text !== undefined && /^(https?|ftp):\/\/\S+$/i.test(text.trim());
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
      : !isUrl(url)
        ? `wanted a URL, got ${quoted(url ?? "", 40)}`
        : undefined;
  return {
    ...(caption === undefined ? {} : { caption }),
    ...(isUrl(url) && url !== undefined ? { url: url.trim() } : {}),
    ...(error === undefined ? {} : { error: `Cannot read line: ${error}` }),
    meta: invalid ? { invalid_utf8: true } : {},
  };
}
