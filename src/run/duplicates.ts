import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { commit } from "../process/files.ts";
import { literal, type Query } from "./query.ts";

/** Perceptual hashes that differ in at most this many of 64 bits count as near duplicates. */
export const NEAR_DISTANCE = 4;

/** Where the blocks of a hash begin; three more of them than bits may differ, so that any near pair agrees on three. */
const BLOCKS = [0, 9, 18, 27, 36, 45, 54, 64] as const;

/**
 * Bits of the hash that two near ones agree on, for at least one of these 35 keys of three blocks (pigeonhole). Each has
 * 27 or 28 bits: of ten million random hashes, few share one by chance.
 */
const KEYS: readonly bigint[] = threeOf(BLOCKS.length - 1).map((blocks) =>
  blocks.reduce((mask, i) => mask | bitsOf(BLOCKS[i] as number, BLOCKS[i + 1] as number), 0n),
);

/** Different hashes that may share a key; where more do, as in drawings on white, the key tells nothing. */
const HOT = 1_000;

/** A place in the dataset is one number: the shard's, times this, and the row in it, which is smaller. */
const ROWS = 4_294_967_296;

/** What was not compared. */
export interface DuplicatesFound {
  /** Keys that more than {@link HOT} different hashes share; pairs that share such keys alone may be missing. */
  readonly hotKeys: number;
}

/**
 * Writes `duplicates.parquet` into the run: `shard, row, duplicate_of, duplicate_kind` for every pair
 * whose image appears earlier in the dataset in another sample, byte for byte (`exact`, SHA-256) or nearly so (`near`,
 * perceptual hashes linked over at most {@link NEAR_DISTANCE} bits, then connected components).
 * DuckDB does the work and spills to disk: memory does not grow with the dataset, time as n log n.
 */
export async function writeDuplicates(query: Query, runFolder: string): Promise<DuplicatesFound> {
  const path = join(await realpath(runFolder), "duplicates.parquet");
  await query.run(`CREATE OR REPLACE TEMP TABLE place AS
    SELECT shard, row_number() OVER (ORDER BY shard) AS number FROM (SELECT DISTINCT shard FROM scores)`);
  // Numbers instead of texts: whatever is compared by the million stays small.
  await query.run(`CREATE OR REPLACE TEMP TABLE images AS
    SELECT p.number * ${ROWS} + s.row AS position, md5_number(s.sha256) AS content,
      md5_number(coalesce(s.sample_key, s.key)) AS sample, CAST('0x' || s.phash AS UBIGINT) AS phash
    FROM scores s JOIN place p ON s.shard = p.shard WHERE s.sha256 IS NOT NULL`);
  const hotKeys = await findEdges(query);
  await query.run(`CREATE OR REPLACE TEMP TABLE component AS
    SELECT DISTINCT a AS phash, a AS label FROM edge`);
  let moved = true;
  while (moved) moved = await mergeLabels(query);
  await findGroups(query);
  await commit(path, (part) =>
    query.run(`COPY (
      SELECT p.shard, (g.position % ${ROWS})::INTEGER AS row, k.key AS duplicate_of, g.kind AS duplicate_kind
      FROM grouped g JOIN place p ON g.position // ${ROWS} = p.number JOIN named k ON g.first = k.position
      ORDER BY g.position
    ) TO '${literal(part)}' (FORMAT parquet, KV_METADATA {'sluice.hot_keys': '${hotKeys}'})`),
  );
  return { hotKeys };
}

/** Fills `edge` with pairs of different hashes within the distance, both ways; how many keys were too hot. */
async function findEdges(query: Query): Promise<number> {
  await query.run(
    "CREATE OR REPLACE TEMP TABLE hash AS SELECT DISTINCT phash FROM images WHERE phash IS NOT NULL",
  );
  await query.run("CREATE OR REPLACE TEMP TABLE near (a UBIGINT, b UBIGINT)");
  let hot = 0;
  for (const key of KEYS) {
    await query.run(`CREATE OR REPLACE TEMP TABLE shared AS
      SELECT phash & ${key}::UBIGINT AS k, count(*) AS n FROM hash GROUP BY k HAVING n > 1`);
    // Most hashes share no key: what is left to compare is little.
    await query.run(`CREATE OR REPLACE TEMP TABLE candidate AS
      SELECT phash, k FROM hash JOIN shared ON phash & ${key}::UBIGINT = k WHERE n <= ${HOT}`);
    await query.run(`INSERT INTO near
      SELECT a.phash, b.phash FROM candidate a JOIN candidate b ON a.k = b.k AND a.phash < b.phash
      WHERE bit_count(xor(a.phash, b.phash)) <= ${NEAR_DISTANCE}`);
    const [count] = await query.rows<{ n: number }>(`SELECT count(*) AS n FROM shared WHERE n > ${HOT}`);
    hot += count?.n ?? 0;
  }
  await query.run(`CREATE OR REPLACE TEMP TABLE edge AS
    WITH pair AS (SELECT DISTINCT a, b FROM near) SELECT a, b FROM pair UNION ALL SELECT b, a FROM pair`);
  return hot;
}

/** Every choice of three of `n`. */
function threeOf(n: number): readonly (readonly number[])[] {
  const all = Array.from({ length: n }, (_, i) => i);
  return all.flatMap((a) => all.slice(a + 1).flatMap((b) => all.slice(b + 1).map((c) => [a, b, c])));
}

function bitsOf(from: number, to: number): bigint {
  return ((1n << BigInt(to - from)) - 1n) << BigInt(from);
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
async function findGroups(query: Query): Promise<void> {
  await query.run(`CREATE OR REPLACE TEMP TABLE exact AS
    SELECT content, min(position) AS first, arg_min(sample, position) AS sample
    FROM images GROUP BY content HAVING count(*) > 1`);
  // A hash without a near one is a group of its own, of all images that have it.
  await query.run(`CREATE OR REPLACE TEMP TABLE near_group AS
    SELECT coalesce(c.label, i.phash) AS label, min(position) AS first, arg_min(sample, position) AS sample
    FROM images i LEFT JOIN component c ON i.phash = c.phash
    WHERE i.phash IS NOT NULL GROUP BY 1 HAVING count(*) > 1`);
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
