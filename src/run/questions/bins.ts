import type { DecidedRun } from "../decided-run.ts";
import type { Lens } from "./lens.ts";
import { underLens, whereSql } from "./rows.ts";

/** Pairs of a range of a number: from `low`, to below `high`, or up to it in the last one. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly last: boolean;
  readonly n: number;
}

/** A number's values under a lens, in equal bins that fit them. */
export interface Binned {
  readonly bins: readonly Bin[];
  /** Pairs without a value. */
  readonly missing: number;
}

/** How a column is spread under a lens: the bins reach from its smallest value to its largest, at round numbers. */
export function binned(view: DecidedRun, lens: Lens, column: string, most: number): Promise<Binned> {
  return valueBinned(view, lens, quoted(column), most);
}

/** The same of a value that SQL makes of columns. */
export function valueBinned(view: DecidedRun, lens: Lens, value: string, most: number): Promise<Binned> {
  return underLens(view, lens, async (seconds) => {
    const name = `(${value})`;
    const where = whereSql(lens);
    const [ends] = await view.query.rows<{
      low: number | null;
      high: number | null;
      missing: number;
      whole: boolean | null;
    }>(
      `SELECT min(${name})::DOUBLE AS low, max(${name})::DOUBLE AS high,
         count(*) FILTER (${name} IS NULL) AS missing, bool_and(${name} = floor(${name})) AS whole
       FROM explored WHERE ${where}`,
      [],
      seconds,
    );
    if (ends === undefined || ends.low === null || ends.high === null)
      return { bins: [], missing: ends?.missing ?? 0 };
    const edges = edgesOf(ends.low, ends.high, most, ends.whole ?? false);
    const ranges = edges.slice(1).map((high, i) => {
      const last = i === edges.length - 2;
      return { low: edges[i] ?? 0, high, last };
    });
    const counts = ranges.map((range, i) => `count(*) FILTER (${within(name, range)}) AS n${i}`);
    const [counted] = await view.query.rows<Record<string, number>>(
      `SELECT ${counts.join(", ")} FROM explored WHERE ${where}`,
      [],
      seconds,
    );
    return {
      bins: ranges.map((range, i) => ({ ...range, n: counted?.[`n${i}`] ?? 0 })),
      missing: ends.missing,
    };
  });
}

/** The pairs of a bin, as a predicate: what it counts is what it shows. */
export function binPredicate(column: string, range: Pick<Bin, "low" | "high" | "last">): string {
  return within(quoted(column), range);
}

/** The pairs of a bin of a value that SQL makes of columns, as a predicate. */
export function valuePredicate(value: string, range: Pick<Bin, "low" | "high" | "last">): string {
  return within(`(${value})`, range);
}

function within(name: string, { low, high, last }: Pick<Bin, "low" | "high" | "last">): string {
  // As doubles: a literal that took the column's own precision would fall to the other side of its edge.
  return `${name}::DOUBLE >= ${low} AND ${name}::DOUBLE ${last ? "<=" : "<"} ${high}`;
}

/**
 * Round numbers from at most `low` to at least `high`, `most` steps or fewer.
 * @param whole whether all values are whole numbers: no step is smaller than 1
 */
export function edgesOf(low: number, high: number, most: number, whole: boolean): readonly number[] {
  const rough = (high - low) / Math.max(1, most - 1);
  const power = 10 ** Math.floor(Math.log10(rough > 0 ? rough : 1));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? power;
  const size = rough === 0 ? 1 : whole ? Math.max(1, step) : step;
  const first = Math.floor(low / size);
  const count = Math.max(1, Math.ceil(round(high / size - first)));
  return Array.from({ length: count + 1 }, (_, i) => round((first + i) * size));
}

/** Without what binary fractions add: 0.3, not 0.30000000000000004. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

function quoted(column: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(column) ? column : `"${column.replaceAll('"', '""')}"`;
}
