import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { commit } from "../process/files.ts";
import { literal } from "./literal.ts";
import { linkNear } from "./near-pairs.ts";
import { listOf, type Query, type ScoresQuery } from "./query.ts";

/** A place in the dataset is one number: the shard's, times this, and the row in it, which is smaller. */
const ROWS = 4_294_967_296;

/** Rows that are grouped at once: one slice of the dataset after the other, so that memory stays as it is. */
const SLICE_ROWS = 250_000;
/** Slices, at most: each looks at a column of all rows, so their number may not grow for ever. */
const MOST_SLICES = 64;

/** What was not compared. */
export interface DuplicatesFound {
  /** Keys of hashes that more than a thousand different hashes share; pairs that share such keys alone may be missing. */
  readonly hotKeys: number;
}

/**
 * Writes `duplicates.parquet` into the run: `shard, row, duplicate_of, duplicate_kind` for every pair
 * whose image appears earlier in the dataset in another sample, byte for byte (`exact`, SHA-256) or nearly so (`near`,
 * perceptual hashes linked over at most four bits, then connected components).
 * Rows are compared and grouped a part after the other, and DuckDB spills to disk: memory stays as it is, time is n log n.
 * @param part rows that are compared or grouped at once, about
 */
export async function writeDuplicates(
  query: ScoresQuery,
  runFolder: string,
  part = SLICE_ROWS,
): Promise<DuplicatesFound> {
  const folder = await realpath(runFolder);
  const path = join(folder, "duplicates.parquet");
  await query.run(`CREATE OR REPLACE TEMP TABLE place AS
    SELECT shard, row_number() OVER (ORDER BY shard) AS number FROM (SELECT DISTINCT shard FROM scores)`);
  // Numbers instead of texts: whatever is compared by the million stays small.
  await query.run(`CREATE OR REPLACE TEMP TABLE images AS
    SELECT p.number * ${ROWS} + s.row AS position, md5_number(s.sha256) AS content,
      md5_number(coalesce(s.sample_key, s.key)) AS sample, CAST('0x' || s.phash AS UBIGINT) AS phash
    FROM scores s JOIN place p ON s.shard = p.shard WHERE s.sha256 IS NOT NULL`);
  const [{ n = 0 } = {}] = await query.rows<{ n: number }>("SELECT count(*) AS n FROM images");
  const slices = slicesOf(Math.min(MOST_SLICES, Math.ceil(n / part)));
  const hotKeys = await findEdges(query, folder, slices, part);
  await query.run(`CREATE OR REPLACE TEMP TABLE component AS
    SELECT DISTINCT a AS phash, a AS label FROM edge`);
  let moved = true;
  while (moved) moved = await mergeLabels(query);
  await findGroups(query, slices);
  await commit(path, (part) =>
    query.run(`COPY (
      SELECT p.shard, (g.position % ${ROWS})::INTEGER AS row, k.key AS duplicate_of, g.kind AS duplicate_kind
      FROM grouped g JOIN place p ON g.position // ${ROWS} = p.number JOIN named k ON g.first = k.position
      ORDER BY g.position
    ) TO '${literal(part)}' (FORMAT parquet, KV_METADATA {'sluice.hot_keys': '${hotKeys}'})`),
  );
  return { hotKeys };
}

/** Fills `edge` with enough pairs of hashes within the distance to link all, both ways; how many keys were too hot. */
async function findEdges(
  query: ScoresQuery,
  runFolder: string,
  slices: Slices,
  part: number,
): Promise<number> {
  await query.run("CREATE OR REPLACE TEMP TABLE near (a UBIGINT, b UBIGINT)");
  const take = async (a: readonly bigint[], b: readonly bigint[]) => {
    await query.rows("INSERT INTO near SELECT unnest($1::UBIGINT[]), unnest($2::UBIGINT[])", [
      listOf(a),
      listOf(b),
    ]);
  };
  const hotKeys = await linkNear(hashesOf(query, slices), runFolder, take, part);
  await query.run(`CREATE OR REPLACE TEMP TABLE edge AS
    WITH pair AS (SELECT DISTINCT a, b FROM near) SELECT a, b FROM pair UNION ALL SELECT b, a FROM pair`);
  return hotKeys;
}

/** Each perceptual hash once. */
async function* hashesOf(query: ScoresQuery, slices: Slices): AsyncGenerator<readonly bigint[]> {
  for (const slice of slices("phash"))
    yield* query.values<bigint>(`SELECT DISTINCT phash FROM images WHERE phash IS NOT NULL AND ${slice}`);
}

/** One round of label propagation with pointer jumping; whether anything moved. */
async function mergeLabels(query: Query): Promise<boolean> {
  await query.run(`CREATE OR REPLACE TEMP TABLE moved AS
    WITH close AS (
      SELECT e.a AS phash, min(c.label) AS label FROM edge e JOIN component c ON e.b = c.phash GROUP BY e.a
    ), lowest AS (
      SELECT c.phash, least(c.label, n.label, j.label) AS label, c.label AS old
      FROM component c JOIN close n ON n.phash = c.phash JOIN component j ON j.phash = c.label
    ) SELECT * FROM lowest`);
  const [count] = await query.rows<{ n: number }>("SELECT count(*) AS n FROM moved WHERE label <> old");
  await query.run("CREATE OR REPLACE TEMP TABLE component AS SELECT phash, label FROM moved");
  return (count?.n ?? 0) > 0;
}

/**
 * Fills `grouped` with the pairs that are duplicates, each with the first pair, in dataset order, of the same bytes, else
 * of the same component, and `named` with the keys of those; pairs of one sample are no duplicates of each other. One
 * step after the other, so that each has the memory for itself.
 */
async function findGroups(query: Query, slices: Slices): Promise<void> {
  const group = "first BIGINT, sample UHUGEINT";
  await query.run(`CREATE OR REPLACE TEMP TABLE exact (content UHUGEINT, ${group})`);
  for (const slice of slices("content"))
    await query.run(`INSERT INTO exact
      SELECT content, min(position), arg_min(sample, position)
      FROM images WHERE ${slice} GROUP BY content HAVING count(*) > 1`);
  // A hash without a near one is a group of its own, of all images that have it.
  await query.run(`CREATE OR REPLACE TEMP TABLE near_group (label UBIGINT, ${group})`);
  for (const slice of slices("coalesce(c.label, i.phash)"))
    await query.run(`INSERT INTO near_group
      SELECT coalesce(c.label, i.phash) AS near, min(position), arg_min(sample, position)
      FROM images i LEFT JOIN component c ON i.phash = c.phash
      WHERE i.phash IS NOT NULL AND ${slice} GROUP BY near HAVING count(*) > 1`);
  await query.run(`CREATE OR REPLACE TEMP TABLE grouped AS
    SELECT i.position, e.first, 'exact' AS kind
    FROM images i JOIN exact e ON i.content = e.content WHERE i.sample <> e.sample`);
  await query.run(`INSERT INTO grouped
    SELECT i.position, n.first, 'near'
    FROM images i LEFT JOIN component c ON i.phash = c.phash JOIN near_group n ON coalesce(c.label, i.phash) = n.label
    WHERE i.sample <> n.sample AND i.position NOT IN (SELECT position FROM grouped)`);
  await query.run(`CREATE OR REPLACE TEMP TABLE named AS
    SELECT p.number * ${ROWS} + s.row AS position, s.key
    FROM scores s JOIN place p ON s.shard = p.shard
    WHERE p.number * ${ROWS} + s.row IN (SELECT first FROM grouped)`);
}

/** Conditions that part the values of an expression, and so the groups by it. */
type Slices = (of: string) => readonly string[];

function slicesOf(count: number): Slices {
  if (count < 2) return () => ["true"];
  return (of) => Array.from({ length: count }, (_, i) => `hash(${of}) % ${count} = ${i}`);
}
