import { signals } from "../../filters/policies.ts";
import { CliError } from "../process/errors.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { Design } from "../run/labels.ts";
import { literal } from "../run/literal.ts";
import { orderSql, whereSql } from "../run/questions/rows.ts";
import { lensOfView } from "../views/saved-view.ts";

/** One pair to judge. */
export interface QueueItem {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
  readonly stratum: number | null;
  readonly probability: number | null;
}

/** Pairs to judge, in order, and the design that drew them. */
export interface Queue {
  readonly design: Pick<Design, "strategy" | "id">;
  readonly items: readonly QueueItem[];
  /** One line for people. */
  readonly about: string;
}

export interface QueueOptions {
  readonly strategy: Exclude<Design["strategy"], "adjudicate" | "import">;
  /** Id of the signal that `around` and `stratified` go by. */
  readonly signal: string;
  readonly cut: number;
  /** Pairs at most. */
  readonly size: number;
  readonly seed: number;
  /** Name of the view that `view` goes through. */
  readonly view?: string;
}

/** Score bins of a stratified sample. */
export const BINS = 10;

/**
 * Draws a review queue from a run. The same options draw the same pairs.
 * @throws CliError (exit code 2) when the run lacks what the strategy goes by
 */
export async function buildQueue(view: DecidedRun, options: QueueOptions): Promise<Queue> {
  switch (options.strategy) {
    case "flagged":
      return flagged(view, options);
    case "around":
      return around(view, options);
    case "stratified":
      return stratified(view, options);
    case "clusters":
      return clusters(view, options);
    case "view":
      return viewed(view, options);
  }
}

async function flagged({ query, decisions }: DecidedRun, { size }: QueueOptions): Promise<Queue> {
  const items = await query.rows<QueueItem>(`SELECT key, shard, row, NULL AS stratum, NULL AS probability
    FROM explored WHERE action <> 'keep' AND rules[1] IS DISTINCT FROM 'denied' ORDER BY action = 'drop', shard, row LIMIT ${size}`);
  return {
    design: { strategy: "flagged", id: `flagged:${decisions.digest.slice(0, 12)}` },
    items,
    about: `all flagged by policy ${decisions.policy} v${decisions.version}, review before drop`,
  };
}

async function around(view: DecidedRun, { signal, cut, size }: QueueOptions): Promise<Queue> {
  const value = signalValue(view, signal);
  const items = await view.query.rows<QueueItem>(`SELECT key, shard, row, NULL AS stratum, NULL AS probability
    FROM explored WHERE (${value}) IS NOT NULL ORDER BY abs((${value}) - ${cut}), shard, row LIMIT ${size}`);
  return {
    design: { strategy: "around", id: `around:${signal}:${cut}` },
    items,
    about: `nearest to ${signal} = ${cut}`,
  };
}

/**
 * As many pairs from each of {@link BINS} equal-width score bins, simple random sampling within each (ranks are
 * MD5 of seed, shard and row); what a bin cannot give, the others do. Served in rank order, so that a review broken
 * off is still such a sample, of a smaller size.
 */
async function stratified(view: DecidedRun, { signal, size, seed }: QueueOptions): Promise<Queue> {
  const value = signalValue(view, signal);
  const items = await view.query.rows<QueueItem>(`WITH scored AS (
      SELECT key, shard, row, greatest(0, least(${BINS - 1}, floor((${value}) * ${BINS})))::INTEGER AS stratum,
        md5(concat_ws(chr(10), '${seed}', shard, row)) AS rank
      FROM explored WHERE (${value}) IS NOT NULL
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY stratum ORDER BY rank) AS n,
        count(*) OVER (PARTITION BY stratum) AS pairs FROM scored
    ), drawn AS (SELECT * FROM ranked ORDER BY n, rank LIMIT ${size})
    SELECT key, shard, row, stratum, (count(*) OVER (PARTITION BY stratum) / pairs)::DOUBLE AS probability
    FROM drawn ORDER BY n, rank`);
  const short =
    items.length < size ? `${items.length} of ${size} wanted, all that have a score:` : items.length;
  return {
    design: { strategy: "stratified", id: `stratified:${signal}:b${BINS}:s${seed}` },
    items,
    about: `${short} at random from each tenth of ${signal}, as evenly as they are filled, seed ${seed}`,
  };
}

async function clusters(view: DecidedRun, { size }: QueueOptions): Promise<Queue> {
  if (!view.columns.some(({ name }) => name === "duplicate_of"))
    throw new CliError('Cannot review by "clusters": the run did not look for duplicates', { exitCode: 2 });
  const items =
    await view.query.rows<QueueItem>(`SELECT e.key, e.shard, e.row, NULL AS stratum, NULL AS probability
    FROM explored e JOIN (SELECT duplicate_of AS key, count(*) AS n FROM explored
      WHERE duplicate_of IS NOT NULL GROUP BY duplicate_of) d ON e.key = d.key
    WHERE e.duplicate_of IS NULL ORDER BY d.n DESC, e.shard, e.row LIMIT ${size}`);
  return {
    design: { strategy: "clusters", id: "clusters" },
    items,
    about: "one pair per cluster of near duplicates, largest first",
  };
}

/** The pairs of a view, in its order: chosen, not drawn, so that no estimate rests on them. */
async function viewed(run: DecidedRun, { view: name = "", size }: QueueOptions): Promise<Queue> {
  const lens = await lensOfView(run, name);
  const items = await run.query.rows<QueueItem>(`SELECT key, shard, row, NULL AS stratum, NULL AS probability
    FROM explored WHERE ${whereSql(lens)} ORDER BY ${orderSql(lens)} LIMIT ${size}`);
  return {
    design: { strategy: "view", id: `view:${name}` },
    items,
    about: `the pairs of view ${name}; they decide pairs, and no estimate rests on them`,
  };
}

/** Keys of the pairs that show nearly the same image as this one, itself left out. */
export async function clusterOf({ query, columns }: DecidedRun, key: string): Promise<readonly string[]> {
  if (!columns.some(({ name }) => name === "duplicate_of")) return [];
  // An exact copy points at its first copy, which may point at the first of its near duplicates.
  const own = `'${literal(key)}'`;
  const rows = await query.rows<{ key: string }>(`WITH up AS (
      SELECT coalesce(b.duplicate_of, a.duplicate_of, ${own}) AS root
      FROM explored a LEFT JOIN explored b ON b.key = a.duplicate_of WHERE a.key = ${own}
    ), first AS (SELECT key FROM explored WHERE duplicate_of = (SELECT root FROM up) OR key = (SELECT root FROM up))
    SELECT DISTINCT key FROM explored
    WHERE key <> ${own} AND (key IN (FROM first) OR duplicate_of IN (FROM first)) ORDER BY key`);
  return rows.map((row) => row.key);
}

/** A signal's SQL value. @throws CliError when the run lacks its columns */
function signalValue({ columns }: DecidedRun, id: string): string {
  const known = new Set(columns.map(({ name }) => name));
  const usable = signals.filter(({ needs }) => needs.every((name) => known.has(name)));
  const signal = usable.find((one) => one.id === id);
  if (signal) return signal.value;
  throw new CliError(
    `Cannot review by "${id}": wanted a signal of this run: ${usable.map((one) => one.id).join(", ")}`,
    { exitCode: 2 },
  );
}
