import { statSync } from "node:fs";
import { basename } from "node:path";
import { type RowStretch, stretchesOf } from "../arrow/stretches.ts";
import { openArrow } from "../arrow/table.ts";
import { digestFile, digestRanges } from "../fingerprint.ts";
import type { Entry, RecordTable, TableContainer, TablePart } from "./table.ts";

/** Arrow files and streams, Feather 2: rows in batches, columns declared; cut between batches, and within large ones. */
export const arrowTable: TableContainer = {
  id: "arrow",
  about: "files .arrow or .feather, or a folder that datasets.save_to_disk wrote",
  ending: /\.(?:arrows?|feather|ipc)$/iu,
  open,
};

async function open(path: string, rows: number): Promise<RecordTable> {
  const table = await openArrow(path);
  async function* read(signal: AbortSignal, stretch?: RowStretch): AsyncGenerator<Entry> {
    for await (const row of table.read(signal, stretch))
      yield "broken" in row ? { trouble: `Cannot read "${basename(path)}" to its end: ${row.broken}` } : row;
  }
  const { columns, classes } = table;
  const stretches = Number.isFinite(rows) ? await stretchesOf(path, rows) : [];
  if (stretches.length > 1)
    return { columns, classes, parts: stretches.map((one) => partOf(path, one, read)) };
  const whole = {
    bytes: statSync(path).size,
    read: (signal: AbortSignal) => read(signal),
    digest: (signal: AbortSignal) => digestFile(path, signal),
  };
  return { columns, classes, parts: [whole] };
}

function partOf(
  path: string,
  stretch: RowStretch,
  read: (signal: AbortSignal, stretch: RowStretch) => AsyncGenerator<Entry>,
): TablePart {
  const { start, end, first, rows, share, isLast, needs } = stretch;
  return {
    bytes: Math.round((end - start) * share),
    ...(isLast ? {} : { pairs: rows }),
    firstRow: first,
    read: (signal) => read(signal, stretch),
    digest: (signal) => digestRanges(path, [{ start, end }, ...needs], signal),
  };
}
