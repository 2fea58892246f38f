import { CliError, oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../decided-run.ts";
import { literal } from "../literal.ts";
import { predicateTrouble } from "../predicate/check.ts";
import { timeFor, wasStopped } from "../predicate/failing.ts";
import type { Lens } from "./lens.ts";

/** A pair's stored values, by column name. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** The pairs under a lens, by position from 0. */
export interface Rows {
  readonly total: number;
  /** Pairs that the lens shows but that lie beyond {@link MOST_ROWS}. */
  readonly beyond: number;
  page(from: number, count: number): Promise<readonly StoredRow[]>;
  /** Forgets the order. */
  close(): Promise<void>;
}

/** Positions kept for one lens: 64 MiB or so. */
export const MOST_ROWS = 2_000_000;

/** Longest part of a caption that a table can show. */
const CAPTION = 240;

/** Characters before a match that stay in sight. */
const BEFORE_MATCH = 12;

let made = 0;

/**
 * Puts the pairs under a lens in order: only positions are kept, a page's values are read when asked for.
 * @throws CliError (exit code 2) with what is wrong with the predicate
 */
export async function openRows(view: DecidedRun, lens: Lens): Promise<Rows> {
  const { query, columns } = view;
  await checkLens(view, lens);
  const table = `positions_${made++}`;
  const where = whereSql(lens);
  await underLens(view, lens, (seconds) =>
    query.run(
      `CREATE TEMP TABLE ${table} AS
      SELECT (row_number() OVER ()) - 1 AS position, shard, row FROM (
        SELECT shard, row FROM explored WHERE ${where} ORDER BY ${orderSql(lens)} LIMIT ${MOST_ROWS})`,
      seconds,
    ),
  );
  const [counted] = await query.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
  const total = counted?.n ?? 0;
  const beyond = total < MOST_ROWS ? 0 : (await countAll(query, where)) - total;
  const selected = columns
    .map(({ name }) => (name === "caption" ? `${excerptSql(lens)} AS caption` : name))
    .join(", ");
  return {
    total,
    beyond,
    async page(from, count) {
      const wanted = await query.rows<{ shard: string; row: number; position: number }>(
        `SELECT * FROM ${table} WHERE position >= ${from} AND position < ${from + count} ORDER BY position`,
      );
      if (wanted.length === 0) return [];
      const found = await query.rows<StoredRow>(`SELECT ${selected} FROM explored WHERE ${named(wanted)}`);
      const byPlace = new Map(found.map((row) => [place(row["shard"], row["row"]), row]));
      return wanted.map(({ shard, row }) => byPlace.get(place(shard, row)) ?? { shard, row });
    },
    close: () => query.run(`DROP TABLE IF EXISTS ${table}`),
  };
}

/** One pair's values, whole. */
export async function rowOf(
  { query }: DecidedRun,
  shard: string,
  row: number,
): Promise<StoredRow | undefined> {
  const [found] = await query.rows<StoredRow>(`SELECT * FROM explored WHERE ${named([{ shard, row }])}`);
  return found;
}

/**
 * Asks what a lens is part of.
 * @throws CliError (exit code 2) when its predicate fails on a stored value, or takes too long
 */
export async function underLens<T>(
  { decisions }: Pick<DecidedRun, "decisions">,
  { where }: Lens,
  ask: (seconds: number) => Promise<T>,
): Promise<T> {
  const { keep, review, drop } = decisions.actions;
  try {
    return await ask(timeFor(keep + review + drop));
  } catch (cause) {
    if (where === null || wasStopped(cause)) throw cause;
    throw new CliError(`Cannot filter by "${where}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** @throws CliError (exit code 2) with what is wrong with a lens: its predicate, or the column that it sorts by */
export async function checkLens(view: DecidedRun, { where, sort }: Lens): Promise<void> {
  if (where !== null) await refuseBad(where, view);
  if (sort !== null && !view.columns.some(({ name }) => name === sort.column))
    throw new CliError(`Cannot sort by "${sort.column}": the run has no such column`, { exitCode: 2 });
}

/** @throws CliError with what is wrong */
async function refuseBad(where: string, { query }: Pick<DecidedRun, "query">): Promise<void> {
  const trouble = await predicateTrouble(query, where, "explored");
  if (trouble !== null) throw new CliError(`Cannot filter by "${where}": ${trouble}`, { exitCode: 2 });
}

async function countAll(query: DecidedRun["query"], where: string): Promise<number> {
  const [row] = await query.rows<{ n: number }>(`SELECT count(*) AS n FROM explored WHERE ${where}`);
  return row?.n ?? 0;
}

/** The lens as a predicate; typed words are matched without case. */
export function whereSql({ where, text, keys = null }: Lens): string {
  const parts = where === null ? [] : [`(${where}\n)`];
  if (keys !== null)
    parts.push(keys.length === 0 ? "false" : `key IN (${keys.map((key) => `'${literal(key)}'`).join(", ")})`);
  const words = text.replace(/^!/u, "").trim();
  if (words !== "") {
    const like = `'%${literal(words.replace(/[\\%_]/gu, "\\$&"))}%' ESCAPE '\\'`;
    const found = `(coalesce(caption, '') ILIKE ${like} OR key ILIKE ${like})`;
    parts.push(text.startsWith("!") ? `NOT ${found}` : found);
  }
  return parts.length === 0 ? "true" : parts.join(" AND ");
}

/** The part of a caption that a table shows: around the first match where words are looked for, `…` where it is cut. */
function excerptSql({ text }: Lens): string {
  const words = text.startsWith("!") ? "" : text.trim();
  const found = words === "" ? "0" : `strpos(lower(caption), lower('${literal(words)}'))`;
  const from = `greatest(1, ${found} - ${BEFORE_MATCH})`;
  return `CASE WHEN caption IS NOT NULL THEN concat(CASE WHEN ${from} > 1 THEN '…' ELSE '' END, substr(caption, ${from}, ${CAPTION}),
    CASE WHEN length(caption) >= ${from} + ${CAPTION} THEN '…' ELSE '' END) END`;
}

/** The lens as what pairs are ordered by. */
export function orderSql({ sort, keys = null, ranked = false }: Lens): string {
  if (sort === null && ranked && keys !== null && keys.length > 0) return `${placeSql(keys)}, shard, row`;
  if (sort === null) return "shard, row";
  return `"${sort.column.replaceAll('"', '""')}" ${sort.descending ? "DESC" : "ASC"} NULLS LAST, shard, row`;
}

/** Which of these keys a pair's is, from 1. */
export function placeSql(keys: readonly string[]): string {
  return `list_position([${keys.map((key) => `'${literal(key)}'`).join(", ")}], key)`;
}

/** Places as literals, so that Parquet's statistics skip every other row group. */
function named(places: readonly { readonly shard: string; readonly row: number }[]): string {
  const rowsOf = new Map<string, number[]>();
  for (const { shard, row } of places) rowsOf.set(shard, [...(rowsOf.get(shard) ?? []), row]);
  const parts = [...rowsOf].map(
    ([shard, rows]) => `(shard = '${literal(shard)}' AND row IN (${rows.join(", ")}))`,
  );
  return parts.join(" OR ");
}

function place(shard: unknown, row: unknown): string {
  return `${row}\n${shard}`;
}
