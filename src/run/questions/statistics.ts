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

/** Equal-width bins of a number. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly bins: readonly number[];
  /** Pairs without a value. */
  readonly missing: number;
}

/**
 * How a number is spread under a lens; scores within [0, 1] keep that range.
 * @param value a column, or SQL over columns
 */
export function histogram(view: DecidedRun, lens: Lens, value: string, bins: number): Promise<Histogram> {
  return underLens(view, lens, (seconds) => spread(view, lens, value, bins, seconds));
}

async function spread(
  { query }: DecidedRun,
  lens: Lens,
  value: string,
  bins: number,
  seconds: number,
): Promise<Histogram> {
  const name = `(${value})`;
  const where = whereSql(lens);
  const [ends] = await query.rows<{ low: number | null; high: number | null; missing: number }>(
    `SELECT min(${name})::DOUBLE AS low, max(${name})::DOUBLE AS high, count(*) FILTER (${name} IS NULL) AS missing
     FROM explored WHERE ${where}`,
    [],
    seconds,
  );
  const missing = ends?.missing ?? 0;
  if (ends === undefined || ends.low === null || ends.high === null)
    return { low: 0, high: 1, bins: Array.from({ length: bins }, () => 0), missing };
  const [low, high] = ends.low >= 0 && ends.high <= 1 ? [0, 1] : [ends.low, ends.high];
  const width = high > low ? (high - low) / bins : 1;
  const counted = await query.rows<{ bin: number; n: number }>(
    `SELECT least(${bins - 1}, floor((${name} - ${low}) / ${width}))::INTEGER AS bin, count(*) AS n
     FROM explored WHERE ${name} IS NOT NULL AND ${where} GROUP BY bin`,
    [],
    seconds,
  );
  const byBin = new Map(counted.map(({ bin, n }) => [bin, n]));
  return { low, high, bins: Array.from({ length: bins }, (_, i) => byBin.get(i) ?? 0), missing };
}

function quoted(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}
