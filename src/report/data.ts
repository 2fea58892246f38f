import type { Query } from "../run/query.ts";
import type { RunFilter } from "../run/run.ts";
import { type Counted, medianOf } from "./median.ts";
import type { Bin } from "./plots.ts";

const BINS = 20;

/** A score's distribution. */
export interface Distribution {
  readonly column: string;
  readonly meaning: string;
  readonly n: number;
  readonly median: number;
  readonly bins: readonly Bin[];
}

/** A pair that some rule did not keep; its caption is still in clear: mask it before anybody sees it. */
export interface Flagged {
  readonly key: string;
  readonly action: string;
  readonly rules: readonly string[];
  readonly caption: string | null;
}

/** Histograms of every score column that has values, each over its documented range. */
export async function distributions(
  query: Query,
  filters: readonly RunFilter[],
): Promise<readonly Distribution[]> {
  const scores = filters
    .flatMap(({ columns }) => columns)
    .filter(({ type, range }) => type === "float32" && range?.[1] === 1);
  const found: Distribution[] = [];
  for (const { name, meaning, range } of scores) {
    const [low, high] = range ?? [0, 1];
    const step = (high - low) / BINS;
    const rows = await query.rows<Counted & { readonly bin: number }>(
      `SELECT least(${BINS - 1}, floor((${name} - ${low}) / ${step}))::INTEGER AS bin, count(*) AS n,
         min(${name})::DOUBLE AS low, max(${name})::DOUBLE AS high
       FROM scores WHERE ${name} IS NOT NULL GROUP BY bin ORDER BY low`,
    );
    const counts = new Map(rows.map(({ bin, n }) => [bin, n]));
    const n = rows.reduce((sum, row) => sum + row.n, 0);
    if (n === 0) continue;
    const bins = Array.from({ length: BINS }, (_, i) => ({
      from: low + i * step,
      to: low + (i + 1) * step,
      n: counts.get(i) ?? 0,
    }));
    found.push({ column: name, meaning, n, median: await medianOf(query, name, rows), bins });
  }
  return found;
}

/** Image widths and heights in powers of two. */
export async function sizes(
  query: Query,
  columns: ReadonlySet<string>,
): Promise<readonly { name: string; n: number }[]> {
  if (!columns.has("width")) return [];
  return query.rows(`SELECT 'short side ' || side || ' … ' || (2 * side - 1) || ' px' AS name, count(*) AS n
    FROM (SELECT power(2, floor(log2(least(width, height))))::INTEGER AS side FROM scores WHERE width > 0)
    GROUP BY side ORDER BY side`);
}

/** A few pairs per rule, first in dataset order, so that the same run gives the same report. */
export async function flaggedPairs(query: Query, perRule: number): Promise<readonly Flagged[]> {
  // The least few of each rule, and never all that it fires on.
  return query.rows<Flagged>(`SELECT one.key, one.action, one.rules, one.caption
    FROM (SELECT unnest(first) AS one FROM (
      SELECT rules[1] AS rule,
        arg_min({key: key, action: action, rules: rules, caption: caption}, (shard, row), ${perRule}) AS first
      FROM explored WHERE action <> 'keep' GROUP BY rules[1] ORDER BY rule))`);
}
