import { statSync } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { type CsvError, type Info, parse } from "csv-parse";
import { CSV_BYTES, csvRecord, csvText } from "../csv-text.ts";
import { digestFile } from "../fingerprint.ts";
import { linesOf } from "../lines.ts";
import { kindOfValue } from "../mapping/value-kind.ts";
import { oneLine } from "../one-line.ts";
import { decodeText } from "../text.ts";
import { byteStream, PACKED } from "./byte-stream.ts";
import type { Entry, RecordTable, TableContainer } from "./table.ts";

/** Fields parted by commas, or by what parts them in the first line: semicolons, bars, tabs. */
export const csvTable: TableContainer = {
  id: "csv",
  about: "files .csv with a header, or of captions and URLs or images",
  // Flickr8k calls its tables `captions.txt` and `Flickr8k.token.txt`.
  ending: new RegExp(`\\.csv${PACKED}$|(?:captions?|tokens?|results|annotations?)[^/]*\\.txt$`, "iu"),
  open: (path) => openSeparated(path),
};

/** What the first line says of the others. */
export interface Layout {
  readonly delimiter: string;
  /** Absent where the first line is a row. */
  readonly header: boolean;
  readonly columns: number;
  /** The first line. */
  readonly line: string;
}

/** A quoted field may hold line ends, so that such a file stays whole: one part. */
export async function openSeparated(path: string, delimiter?: string): Promise<RecordTable | undefined> {
  const layout = await layoutOf(path, delimiter);
  if (layout === undefined) return undefined;
  return {
    columns: [],
    ...(layout.header ? { rowsAt: `header${layout.delimiter}` } : {}),
    parts: [
      {
        bytes: statSync(path).size,
        read: (signal) => records(path, layout, signal),
        digest: (signal) => digestFile(path, signal),
      },
    ],
  };
}

/** How a file parts its fields, if it has any. @param wanted what it must part them by */
export async function layoutOf(path: string, wanted?: string): Promise<Layout | undefined> {
  const text = await firstLine(path);
  if (text === undefined) return undefined;
  const bare = text.replaceAll(/"(?:[^"]|"")*"/gu, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  const likely = [",", ";", "|", "\t"].sort((a, b) => count(b) - count(a));
  const delimiter = wanted ?? likely[0] ?? ",";
  const cells = text.split(delimiter).map((cell) => cell.replaceAll('"', "").trim());
  // Names of pictures and URLs are values, no names of columns.
  const header = !cells.some((cell) => ["url", "path", "image"].includes(kindOfValue(cell)));
  return { delimiter, header, columns: count(delimiter), line: text };
}

/** The first line that is not empty. */
export async function firstLine(path: string): Promise<string | undefined> {
  const { signal } = new AbortController();
  try {
    for await (const { bytes } of linesOf(byteStream(path, signal), signal)) {
      const { text } = decodeText(bytes);
      if (text.trim() !== "") return text;
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return undefined;
}

interface CsvRow {
  readonly record: Readonly<Record<string, unknown>>;
  readonly raw: string;
  readonly info: Info & { readonly columns: unknown; readonly error?: CsvError };
}

async function* records(
  path: string,
  { delimiter, header, columns }: Layout,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const options = {
    ...CSV_BYTES,
    columns: header ? named : numbered(columns),
    delimiter,
    // Such a row comes with its error, and the rows behind it are read.
    relax_column_count: true,
    info: true,
    raw: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // As of `results.csv`, whose fields are parted by a bar and a space.
    ltrim: delimiter === "|",
  };
  // Errors of both come out of the last stream.
  const rows = pipeline(byteStream(path, signal), parse(options), () => undefined);
  try {
    for await (const row of rows) {
      const { record, info, raw } = row as CsvRow;
      const { error, lines } = info;
      const line = csvText(raw.replace(/^[\r\n]+|[\r\n]+$/gu, "")).text;
      if (error === undefined) yield { ...csvRecord(record), line };
      else
        yield {
          error: `Cannot read line ${lines}: wanted ${countOf(info.columns)} fields, got ${countOf(error["record"])}; a comma in a text needs quotes around it`,
          line,
        };
    }
  } catch (cause) {
    signal.throwIfAborted();
    yield { trouble: `Cannot read "${basename(path)}" to its end: ${oneLine(cause)}` };
  }
}

/** The header's names; one that is empty, or comes again, gets one of its own. */
function named(names: string[]): string[] {
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

function countOf(fields: unknown): number {
  return Array.isArray(fields) ? fields.length : 0;
}
