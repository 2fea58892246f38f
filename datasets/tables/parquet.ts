import { digestFile, digestRanges } from "../fingerprint.ts";
import { openTable, type RowRange } from "../formats/parquet-table.ts";
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
  const { columns, classes } = table;
  const stretches = table.rows <= rows ? [] : stretchesOf(table.groups, rows);
  if (stretches.length < 2) {
    const whole = {
      bytes: size,
      pairs: table.rows,
      first: () => table.read(0, Math.min(SAMPLED, table.rows)),
      read: (_: AbortSignal, wanted?: ReadonlySet<number>) => table.read(0, table.rows, wanted),
      digest: (signal: AbortSignal) => digestFile(path, signal),
    };
    return { columns, classes, parts: [whole] };
  }
  // What the rows mean stands behind the last of them.
  const footer = { start: Math.max(...table.groups.map(({ end }) => end)), end: size };
  const parts = stretches.map(({ first, end, bytes, at }, i) => ({
    bytes,
    pairs: end - first,
    firstRow: first,
    // The first part says what the columns are, as a whole file does.
    first: () => table.read(first, i === 0 ? Math.min(SAMPLED, end) : first),
    read: (_: AbortSignal, wanted?: ReadonlySet<number>) => table.read(first, end, wanted),
    digest: (signal: AbortSignal) => digestRanges(path, [at, footer], signal),
  }));
  return { columns, classes, parts };
}

/** Neighbouring rows: some row groups, or a part of a large one. */
interface Stretch {
  readonly first: number;
  /** Exclusive. */
  end: number;
  /** Share of the file. */
  bytes: number;
  /** The row groups' bytes: all of a large one, of which it is a part. */
  readonly at: { start: number; end: number };
  readonly isPart: boolean;
}

function stretchesOf(groups: readonly RowRange[], most: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let row = 0;
  for (const { rows, start, end } of groups) {
    const last = stretches.at(-1);
    if (last && !last.isPart && row + rows - last.first <= most) {
      last.end += rows;
      last.bytes += end - start;
      last.at.start = Math.min(last.at.start, start);
      last.at.end = Math.max(last.at.end, end);
    } else
      for (let from = 0; from < rows; from += most) {
        const taken = Math.min(most, rows - from);
        stretches.push({
          first: row + from,
          end: row + from + taken,
          bytes: Math.round(((end - start) * taken) / rows),
          at: { start, end },
          isPart: rows > most,
        });
      }
    row += rows;
  }
  return stretches;
}
