import { statSync } from "node:fs";
import { basename } from "node:path";
import { openArrow } from "../arrow/table.ts";
import { digestFile } from "../fingerprint.ts";
import type { Entry, RecordTable, TableContainer } from "./table.ts";

/** Arrow files and streams, Feather 2: rows in batches, columns declared. */
export const arrowTable: TableContainer = {
  id: "arrow",
  about: "files .arrow or .feather, or a folder that datasets.save_to_disk wrote",
  ending: /\.(?:arrows?|feather|ipc)$/iu,
  open,
};

async function open(path: string): Promise<RecordTable> {
  const table = await openArrow(path);
  async function* read(signal: AbortSignal): AsyncGenerator<Entry> {
    for await (const row of table.read(signal))
      yield "broken" in row ? { trouble: `Cannot read "${basename(path)}" to its end: ${row.broken}` } : row;
  }
  return {
    columns: table.columns,
    classes: table.classes,
    parts: [{ bytes: statSync(path).size, read, digest: (signal) => digestFile(path, signal) }],
  };
}
