import { digestFile } from "../fingerprint.ts";
import { openTable } from "../formats/parquet-table.ts";
import { sizeAt } from "../store/bytes.ts";
import type { RecordTable, TableContainer } from "./table.ts";

/** Rows that tell what a column holds. */
const SAMPLED = 32;

/** Parquet: rows in slices, columns declared. */
export const parquetTable: TableContainer = {
  id: "parquet",
  about: "files .parquet with images inside, or with URLs and captions",
  ending: /\.parquet$/iu,
  open,
};

async function open(path: string, rows: number): Promise<RecordTable> {
  const table = await openTable(path);
  const size = sizeAt(path) ?? 0;
  const parts = Math.max(1, Math.ceil(table.rows / rows));
  return {
    columns: table.columns,
    classes: table.classes,
    parts: Array.from({ length: parts }, (_, i) => {
      const start = i === 0 ? 0 : i * rows;
      const end = Math.min(start + rows, table.rows);
      return {
        bytes: parts === 1 ? size : Math.round(size / parts),
        pairs: end - start,
        first: () => table.read(start, Math.min(start + SAMPLED, end)),
        read: (_: AbortSignal, rows?: ReadonlySet<number>) => table.read(start, end, rows),
        digest: (signal: AbortSignal) => digestFile(path, signal),
      };
    }),
  };
}
