import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { csvRecord, csvText } from "../csv-text.ts";
import { digestFile } from "../fingerprint.ts";
import { isWide } from "../lines.ts";
import { kindOfValue } from "../mapping/value-kind.ts";
import { oneLine } from "../one-line.ts";
import { isPacked } from "../packing/unpacked.ts";
import { asUtf8 } from "../utf16.ts";
import { byteStream, PACKED } from "./byte-stream.ts";
import { type CutCsv, cutCsv } from "./csv-ranges.ts";
import { type CsvManner, csvRecords } from "./csv-records.ts";
import { firstLines } from "./first-lines.ts";
import { openParallel, parallelOf } from "./parallel.ts";
import type { Entry, RecordTable, TableContainer } from "./table.ts";
import { isUrlList, NO_DELIMITER } from "./url-list.ts";

/** Fields parted by commas, or by what parts them in the first line: semicolons, bars, tabs. */
export const csvTable: TableContainer = {
  id: "csv",
  about: "files .csv with a header, or of captions and URLs or images, and texts of URLs",
  // Flickr8k calls its tables `captions.txt` and `Flickr8k.token.txt`.
  ending: new RegExp(`\\.csv${PACKED}$|(?:captions?|tokens?|results|annotations?)[^/]*\\.txt$`, "iu"),
  async open(path, rows) {
    const parallel = await parallelOf(path);
    if (parallel !== undefined) return openParallel(path, parallel, rows);
    return openSeparated(path, rows, (await isUrlList(path)) ? NO_DELIMITER : undefined);
  },
};

/** What the first line says of the others. */
export interface Layout {
  readonly delimiter: string;
  /** Absent where the first line is a row. */
  readonly header: boolean;
  readonly columns: number;
  /** The first line, or the one behind `sep=;`. */
  readonly line: string;
  /** Whether a line before it says only what parts fields, as Excel has it. */
  readonly said: boolean;
}

/** Excel's line that says what parts fields. */
const SAID = /^\ufeff?"?sep=([,;|\t])"?$/iu;

/** Parts of at most `rows` rows; a file that is packed, or stored in UTF-16, cannot be entered in the middle: one part. */
export async function openSeparated(
  path: string,
  rows = Number.POSITIVE_INFINITY,
  delimiter?: string,
): Promise<RecordTable | undefined> {
  const layout = await layoutOf(path, delimiter);
  if (layout === undefined) return undefined;
  const manner = mannerOf(layout);
  const how = { manner, said: layout.said, ...(layout.header ? {} : { names: numbered(layout.columns) }) };
  const wide = await isWide(path);
  // Readers elsewhere take a table for UTF-8.
  const facts = { columns: [], ...(layout.header && !wide ? { rowsAt: `header${layout.delimiter}` } : {}) };
  const isWhole = !Number.isFinite(rows) || wide || layout.said || (await isPacked(path));
  const cut = isWhole ? undefined : await cutCsv(path, rows, manner, layout.header);
  if (cut !== undefined) return { ...facts, parts: partsOf(path, how, cut) };
  const whole = {
    bytes: statSync(path).size,
    read: (signal: AbortSignal) => records(path, byteStream(path, signal), how, signal),
    digest: (signal: AbortSignal) => digestFile(path, signal),
  };
  return { ...facts, parts: [whole] };
}

function partsOf(path: string, how: How, { ranges, recordEnd, first }: CutCsv): RecordTable["parts"] {
  const manner = { ...how.manner, recordEnd };
  const names = how.names ?? named(first);
  return ranges.map((range, i) => {
    const { start, end, lines } = range;
    // Only the first part has the header in it, or a mark before it.
    const here = i === 0 ? { ...how, manner } : { manner, names, lines };
    const bytes = (signal: AbortSignal) =>
      i === 0
        ? asUtf8(createReadStream(path, { end: end - 1, signal }))
        : createReadStream(path, { start, end: end - 1, signal });
    return {
      bytes: end - start,
      read: (signal: AbortSignal) => records(path, bytes(signal), here, signal),
      digest: (signal: AbortSignal) => digestFile(path, signal, range),
    };
  });
}

/** How a file parts its fields, if it has any. @param wanted what it must part them by */
export async function layoutOf(path: string, wanted?: string): Promise<Layout | undefined> {
  const [first, second] = await firstLines(path, 2);
  const said = SAID.exec(first?.trimEnd() ?? "")?.[1];
  const text = said === undefined ? first : second;
  if (text === undefined) return undefined;
  const bare = text.replaceAll(/"(?:[^"]|"")*"/gu, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  // Names of pictures and URLs are values, no names of columns.
  const isPicture = (cell: string) =>
    ["url", "path", "image"].includes(kindOfValue(cell.replaceAll('"', "").trim()));
  const holdsPicture = (delimiter: string) => text.split(delimiter).some(isPicture);
  // A caption may hold more commas than a line has fields: what parts a picture's name from it counts first.
  const weight = (delimiter: string) =>
    count(delimiter) === 1 ? 0 : count(delimiter) + (holdsPicture(delimiter) ? text.length : 0);
  const likely = [",", ";", "|", "\t"].sort((a, b) => weight(b) - weight(a));
  const delimiter = wanted ?? said ?? likely[0] ?? ",";
  const header = !holdsPicture(delimiter);
  return { delimiter, header, columns: count(delimiter), line: text, said: said !== undefined };
}

function mannerOf({ delimiter, columns }: Layout): CsvManner {
  // Spaces as in `results.csv`, whose fields are parted by a bar and a space.
  return { delimiter, columns, trim: delimiter === "|" };
}

/** How a part is read: what its columns are called, where its first row does not say it, and how many lines stand before it. */
interface How {
  readonly manner: CsvManner;
  readonly names?: readonly string[];
  readonly lines?: number;
  /** Whether its first record is none, but says what parts the others. */
  readonly said?: boolean;
}

async function* records(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  how: How,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const { manner, lines: before = 0 } = how;
  let { names, said = false } = how;
  try {
    for await (const { fields, raw, lines, unclosed } of csvRecords(bytes, manner)) {
      signal.throwIfAborted();
      if (said) {
        said = false;
        continue;
      }
      if (names === undefined) {
        // A header without a closing quote still says what its columns are.
        names = named(unclosed ? raw.replaceAll('"', "").split(manner.delimiter) : fields);
        continue;
      }
      const line = csvText(raw).text;
      const cause = unclosed ? UNCLOSED : misfit(fields, names);
      if (cause !== undefined) yield { error: `Cannot read line ${before + lines}: ${cause}`, line };
      else yield { ...csvRecord(recordOf(fields, names)), line };
    }
  } catch (cause) {
    signal.throwIfAborted();
    yield { trouble: `Cannot read "${basename(path)}" to its end: ${inFile(oneLine(cause), before)}` };
  }
}

const UNCLOSED =
  "wanted a quote that closes the one before its text, got none; the lines behind it are read as rows";

function misfit(fields: readonly string[], names: readonly string[]): string | undefined {
  if (fields.length === names.length) return undefined;
  return `wanted ${names.length} fields, got ${fields.length}; a comma in a text needs quotes around it`;
}

function recordOf(fields: readonly string[], names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name, i) => [name, fields[i]]));
}

/** Lines of a part are counted from its own begin. */
function inFile(said: string, before: number): string {
  return said.replace(/\bline (\d+)/u, (_, line: string) => `line ${before + Number(line)}`);
}

/** The header's names; one that is empty, or comes again, gets one of its own. */
function named(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((bytes, i) => {
    const name = csvText(bytes).text;
    const own = name.trim() === "" || seen.has(name.trim()) ? `${name.trim()}column_${i + 1}` : name.trim();
    seen.add(own);
    return own;
  });
}

function numbered(columns: number): string[] {
  return Array.from({ length: columns }, (_, i) => `column_${i + 1}`);
}
