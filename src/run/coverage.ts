import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Carried } from "../../datasets/index.ts";
import { count, tenthPercent } from "../process/figures.ts";
import { commit } from "../process/files.ts";
import { type UnreadTexts, unreadWords } from "../process/unread.ts";
import { inWords } from "./coverage-words.ts";
import { coverageColumns } from "./file-columns.ts";
import { literal } from "./literal.ts";
import { columnNames, type Query } from "./query.ts";
import type { ShardFacts } from "./shard-facts.ts";

/** In how many pairs images or texts are in one state: `measured`, or why not. */
export interface CoveredState {
  readonly state: string;
  readonly pairs: number;
}

/** What pairs carry, and which of them, as a predicate; absent where only their number is known. */
export interface CarriedPairs extends Carried {
  readonly where?: string;
}

/** What of a run's pairs was measured, and what not. */
export interface Coverage {
  readonly images: readonly CoveredState[];
  readonly texts: readonly CoveredState[];
  /** Captions that the text model did not read, or not all of; null where none ran that says so. */
  readonly unread: UnreadTexts | null;
  /** What the pairs carry, by name, and as what. */
  readonly carried: readonly CarriedPairs[];
  /** The same in a few lines: of images, of texts, and of what is beside them. */
  readonly lines: readonly string[];
}

/** A run's coverage; null where the run is of an older version, which did not say. */
export async function coverageOf(query: Query, shards: readonly ShardFacts[]): Promise<Coverage | null> {
  if (!(await columnNames(query)).has("image_coverage")) return null;
  const states = (column: string) =>
    query.rows<CoveredState>(
      `SELECT ${column} AS state, count(*) AS pairs FROM scores WHERE ${column} IS NOT NULL
       GROUP BY 1 ORDER BY state <> 'measured', pairs DESC, state`,
    );
  const images = await states("image_coverage");
  const texts = await states("text_coverage");
  const unread = await unreadOf(query);
  const carried = summed(shards.map((shard) => shard.carried));
  return { images, texts, unread, carried, lines: linesOf({ images, texts, unread, carried }) };
}

async function unreadOf(query: Query): Promise<UnreadTexts | null> {
  if (!(await columnNames(query)).has("text_unread")) return null;
  const [row] = await query.rows<UnreadTexts>(
    `SELECT count(*) FILTER (contains(text_unread, 'script')) AS script,
       count(*) FILTER (text_unread = 'language') AS language FROM scores`,
  );
  return row ?? null;
}

function summed(lists: readonly (readonly Carried[])[]): readonly Carried[] {
  const sums = new Map<string, Carried>();
  for (const one of lists.flat()) {
    const id = JSON.stringify([one.name, one.as, one.reason]);
    sums.set(id, { ...one, pairs: one.pairs + (sums.get(id)?.pairs ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.pairs - a.pairs);
}

/** Writes `coverage.parquet` into the run. @param troubles what was not read */
export async function writeCoverage(
  query: Query,
  { images, texts, carried }: Coverage,
  troubles: readonly string[],
  runFolder: string,
): Promise<void> {
  const path = join(await realpath(runFolder), "coverage.parquet");
  const rows = [
    ...images.map(({ state, pairs }) => row("images", null, state, null, pairs)),
    ...texts.map(({ state, pairs }) => row("texts", null, state, null, pairs)),
    ...carried.map(({ name, as, reason, pairs }) => row("carried", name, as, reason, pairs)),
    ...troubles.map((trouble) => row("not read", null, null, trouble, null)),
  ];
  const names = coverageColumns.map(({ name }) => name).join(", ");
  // VALUES wants a row: one that says nothing stands in front, for a run without any pair.
  const values = [row(null, null, null, null, null), ...rows].join(", ");
  await commit(path, (part) =>
    query.run(`COPY (SELECT * FROM (VALUES ${values}) AS coverage (${names}) WHERE kind IS NOT NULL)
      TO '${literal(part)}' (FORMAT parquet)`),
  );
}

function row(...[kind, name, state, reason, pairs]: readonly (string | number | null)[]): string {
  const texts = [kind, name, state, reason].map((text) =>
    text === null || text === undefined ? "NULL::VARCHAR" : `'${literal(String(text))}'`,
  );
  return `(${texts.join(", ")}, ${pairs ?? "NULL"}::BIGINT)`;
}

function linesOf({ images, texts, unread, carried }: Omit<Coverage, "lines">): readonly string[] {
  const words = unread === null ? null : unreadWords(unread, "captions");
  const unmeasured = carried.filter(({ as }) => as === "unmeasured");
  const beside = carried.filter(({ as }) => as === "text");
  const named = (all: readonly Carried[]) => all.map(({ name, pairs }) => `${name} ${count(pairs)}`);
  return [
    `images: ${shares(images)}`,
    `texts: ${shares(texts)}`,
    ...(words === null ? [] : [`not measured: ${words}`]),
    ...(beside.length === 0 ? [] : [`other texts measured: ${few(named(beside))}`]),
    ...(unmeasured.length === 0 ? [] : [`not measured: ${few(named(unmeasured))}`]),
  ];
}

/** `98.2 % measured, 1.4 % undecodable`; all in one state are that state alone. */
function shares(all: readonly CoveredState[]): string {
  const total = all.reduce((sum, { pairs }) => sum + pairs, 0);
  if (total === 0) return "none";
  return all.map(({ state, pairs }) => `${tenthPercent(pairs / total)} % ${inWords(state)}`).join(", ");
}

const SHOWN = 6;

function few(names: readonly string[]): string {
  return `${names.slice(0, SHOWN).join(", ")}${names.length > SHOWN ? ", …" : ""}`;
}
