import type { DecidedRun, RunColumn } from "../decided-run.ts";
import { type Bin, binned } from "./bins.ts";
import type { Lens } from "./lens.ts";
import { underLens, whereSql } from "./rows.ts";

/** How often a value occurs. */
export interface Frequency {
  readonly value: string | null;
  readonly n: number;
  /** The range that it stands for, where a number with fractions is counted in bins. */
  readonly bin?: Pick<Bin, "low" | "high" | "last">;
}

/** Bins in which a number with fractions is counted. */
const COUNTED_BINS = 20;

/** How often values of a column occur under a lens: each value, the most frequent first, or ranges of a number with fractions. */
export async function counted(
  view: DecidedRun,
  lens: Lens,
  column: RunColumn,
): Promise<readonly Frequency[]> {
  if (column.kind !== "number" || (await isWhole(view, lens, column.name)))
    return frequencies(view, lens, column);
  const { bins, missing } = await binned(view, lens, column.name, COUNTED_BINS);
  return [
    ...bins.map((bin) => ({ value: `${bin.low} – ${bin.high}`, n: bin.n, bin })),
    ...(missing === 0 ? [] : [{ value: null, n: missing }]),
  ];
}

async function isWhole(view: DecidedRun, lens: Lens, column: string): Promise<boolean> {
  const name = quoted(column);
  const sql = `SELECT bool_and(${name} = floor(${name})) AS whole FROM explored WHERE ${whereSql(lens)}`;
  const [row] = await underLens(view, lens, (seconds) =>
    view.query.rows<{ whole: boolean | null }>(sql, [], seconds),
  );
  return row?.whole ?? true;
}

/** The most frequent values of a column under a lens; a list counts each of its items. */
export function frequencies(
  view: DecidedRun,
  lens: Lens,
  column: RunColumn,
  most = 200,
): Promise<readonly Frequency[]> {
  const name = quoted(column.name);
  const value = column.kind === "list" ? `unnest(${name})` : name;
  const sql = `SELECT value, count(*) AS n FROM (
      SELECT (${value})::VARCHAR AS value FROM explored WHERE ${whereSql(lens)})
    GROUP BY value ORDER BY n DESC, value LIMIT ${most}`;
  return underLens(view, lens, (seconds) => view.query.rows<Frequency>(sql, [], seconds));
}

function quoted(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}
