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
  await query.run(`CREATE OR REPLACE TEMP TABLE images AS
    SELECT key, shard, row, sha256, coalesce(sample_key, key) AS sample, CAST('0x' || phash AS UBIGINT) AS phash,
      row_number() OVER (ORDER BY shard, row) AS position
    FROM scores WHERE sha256 IS NOT NULL`);
  const hotKeys = await findEdges(query);
  await query.run(`CREATE OR REPLACE TEMP TABLE component AS
    SELECT DISTINCT a AS phash, a AS label FROM edge`);
  let moved = true;
  while (moved) moved = await mergeLabels(query);
  await commit(path, (part) =>
    query.run(`COPY (${groupsSql()}) TO '${literal(part)}'
      (FORMAT parquet, KV_METADATA {'sluice.hot_keys': '${hotKeys}'})`),
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

/** `duplicate_of` is the first pair, in dataset order, with the same bytes, else of the same component; pairs of one sample are no duplicates of each other. */
function groupsSql(): string {
  // A hash without a near one is a group of its own, of all images that have it.
  return `WITH placed AS (
      SELECT i.*, coalesce(c.label, i.phash) AS label FROM images i LEFT JOIN component c ON i.phash = c.phash
    ), exact AS (
      SELECT sha256, arg_min(key, position) AS exact_key, arg_min(sample, position) AS exact_sample
      FROM images GROUP BY sha256
    ), nearest AS (
      SELECT label, min(position) AS near_first FROM placed WHERE label IS NOT NULL GROUP BY label
    ), labelled AS (
      SELECT p.*, e.exact_key, e.exact_sample, coalesce(n.near_first, p.position) AS near_first
      FROM placed p JOIN exact e ON p.sha256 = e.sha256 LEFT JOIN nearest n ON p.label = n.label
    )
    SELECT l.shard, l.row,
      CASE WHEN l.sample <> l.exact_sample THEN l.exact_key ELSE f.key END AS duplicate_of,
      CASE WHEN l.sample <> l.exact_sample THEN 'exact' ELSE 'near' END AS duplicate_kind
    FROM labelled l LEFT JOIN images f ON f.position = l.near_first
    WHERE l.sample <> l.exact_sample OR l.sample <> f.sample
    ORDER BY l.shard, l.row`;
}
