import { statSync } from "node:fs";
import { basename } from "node:path";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { type LineRange, readLines, splitLines } from "../lines.ts";
import type { Pair } from "../pair.ts";
import { decodeText, numbered } from "../text.ts";

const ROWS = 100_000;
const SNIFFED = 100;

/** Which column holds the URL: the last one in CC3M (`caption⇥url`), the first one in CC12M (`url⇥caption`). */
type Order = "caption-url" | "url-caption";

/** Headerless TSV of captions and URLs: Conceptual Captions 3M and 12M. */
export const tsv: DatasetFormat = {
  id: "tsv",
  about: "files .tsv of caption and URL, CC3M or CC12M",
  detect: async (location) => files(location).length > 0,
  async open(location) {
    const shards = [];
    for (const path of files(location)) shards.push(...(await shardsOf(path)));
    return { shards, hasImages: false, columns: ["caption", "url"], troubles: [] };
  },
};

function files({ paths, isFolder }: Location): readonly string[] {
  return isFolder ? [] : paths.filter((path) => path.endsWith(".tsv"));
}

async function shardsOf(path: string): Promise<readonly Shard[]> {
  if (statSync(path).size === 0) return [];
  const order = await sniffOrder(path);
  const name = basename(path, ".tsv").replace(/[^\w.-]+/gu, "_");
  return (await splitLines(path, ROWS)).map((range, i) => ({
    name: numbered(name, i),
    source: basename(path),
    bytes: range.end - range.start,
    read: (signal) => read(path, range, order, i * ROWS, signal),
    digest: (signal) => digestFile(path, signal, range),
  }));
}

async function sniffOrder(path: string): Promise<Order> {
  let [first, last, lines] = [0, 0, 0];
  for await (const line of readLines(
    path,
    { start: 0, end: statSync(path).size },
    new AbortController().signal,
  )) {
    const columns = decodeText(line).text.split("\t");
    if (isUrl(columns[0])) first++;
    if (isUrl(columns.at(-1))) last++;
    if (++lines === SNIFFED) break;
  }
  return first > last ? "url-caption" : "caption-url";
}

function isUrl(text: string | undefined): boolean {
  return text !== undefined && /^https?:\/\/\S+$/u.test(text.trim());
}

/** A line's key is its number in the file, from 0. */
async function* read(
  path: string,
  range: LineRange,
  order: Order,
  firstLine: number,
  signal: AbortSignal,
): AsyncGenerator<Pair> {
  let row = 0;
  for await (const line of readLines(path, range, signal))
    yield toPair(line, order, row, String(firstLine + row++));
}

function toPair(line: Uint8Array, order: Order, row: number, key: string): Pair {
  const { text, invalid } = decodeText(line);
  const columns = text.split("\t");
  const [caption, url] = order === "caption-url" ? columns : [columns[1], columns[0]];
  const meta = invalid ? { invalid_utf8: true } : {};
  const error =
    columns.length === 2 ? undefined : `Cannot read line: wanted 2 columns, got ${columns.length}`;
  return {
    key,
    row,
    ...(caption === undefined ? {} : { caption }),
    ...(url === undefined ? {} : { url }),
    ...(error === undefined ? {} : { error }),
    meta,
  };
}
