import type { Query } from "../run/query.ts";

/** Values that are sorted at once, at most, unless they are all the same. */
const FEW = 10_000;
/** Ranges that the values are counted in at each look. */
const RANGES = 1000;

/** A range of values: how many, the smallest and the largest. */
export interface Counted {
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median of a column: found by counting in narrower and narrower ranges, so that never all values are held.
 * @param ranges all its values, from small to large, in ranges that do not overlap
 * @param few values that are sorted at once
 */
export async function medianOf(
  query: Query,
  column: string,
  ranges: readonly Counted[],
  few = FEW,
): Promise<number> {
  const n = ranges.reduce((sum, range) => sum + range.n, 0);
  const lower = await valueAt(query, column, ranges, Math.floor((n - 1) / 2), few);
  const upper = n % 2 === 1 ? lower : await valueAt(query, column, ranges, n / 2, few);
  return (lower + upper) / 2;
}

/** The value of a rank, from 0. */
async function valueAt(
  query: Query,
  column: string,
  ranges: readonly Counted[],
  rank: number,
  few: number,
): Promise<number> {
  let below = 0;
  for (const range of ranges) {
    if (rank >= below + range.n) {
      below += range.n;
      continue;
    }
    const { n, low, high } = range;
    if (low === high) return low;
    const within = `FROM scores WHERE ${column}::DOUBLE BETWEEN ${low} AND ${high}`;
    if (n <= few) {
      const [row] = await query.rows<{ value: number }>(
        `SELECT ${column}::DOUBLE AS value ${within} ORDER BY 1 LIMIT 1 OFFSET ${rank - below}`,
      );
      return row?.value ?? low;
    }
    const narrower = await query.rows<Counted>(`SELECT count(*) AS n, min(value) AS low, max(value) AS high
      FROM (SELECT ${column}::DOUBLE AS value ${within})
      GROUP BY floor((value - ${low}) / ${(high - low) / RANGES}) ORDER BY low`);
    return valueAt(query, column, narrower, rank - below, few);
  }
  return Number.NaN;
}
