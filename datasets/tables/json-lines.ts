import { statSync } from "node:fs";
import { basename } from "node:path";
import { digestFile } from "../fingerprint.ts";
import { type Line, linesOf, readLines, splitLines } from "../lines.ts";
import { oneLine } from "../one-line.ts";
import { isPacked } from "../packing/unpacked.ts";
import { decodeText, parseObject } from "../text.ts";
import { byteStream } from "./byte-stream.ts";
import type { Entry, RecordTable } from "./table.ts";

/** A file of a JSON object in each line. */
export async function openJsonLines(path: string, rows: number): Promise<RecordTable> {
  if (await isPacked(path)) {
    // Compressed data cannot be entered in the middle: one part.
    const read = (signal: AbortSignal) => records(path, linesOf(byteStream(path, signal), signal), signal);
    const digest = (signal: AbortSignal) => digestFile(path, signal);
    return { columns: [], parts: [{ bytes: statSync(path).size, read, digest }], rowsAt: "lines" };
  }
  const ranges = await splitLines(path, rows);
  const parts = ranges.map((range) => ({
    bytes: range.end - range.start,
    read: (signal: AbortSignal) => records(path, readLines(path, range, signal), signal),
    digest: (signal: AbortSignal) => digestFile(path, signal, range),
  }));
  return { columns: [], parts, rowsAt: "lines" };
}

async function* records(
  path: string,
  lines: AsyncIterable<Line>,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  try {
    for await (const { bytes, cut } of lines) {
      const { text, invalid } = decodeText(bytes);
      if (text.trim() === "") continue;
      const record = cut ? "wanted a shorter line" : parseObject(text);
      const line = cut ? {} : { line: text };
      if (typeof record === "string") yield { error: `Cannot read line: ${record}`, ...line };
      else yield { record, invalid, ...line };
    }
  } catch (cause) {
    signal.throwIfAborted();
    yield { trouble: `Cannot read "${basename(path)}" to its end: ${oneLine(cause)}` };
  }
}
