import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { commit } from "../process/files.ts";
import { literal, type Query } from "./query.ts";

/** Perceptual hashes that differ in at most this many of 64 bits count as near duplicates. */
export const NEAR_DISTANCE = 4;

/** One more band than the distance: two hashes within it agree on at least one band (pigeonhole). */
const BANDS: readonly (readonly [shift: number, bits: number])[] = [
  [0, 13],
  [13, 13],
  [26, 13],
  [39, 13],
  [52, 12],
];

/**
 * Writes `duplicates.parquet` into the run: `shard, row, duplicate_of, duplicate_kind` for every pair
 * whose image appears earlier in the dataset in another sample, byte for byte (`exact`, SHA-256) or nearly so (`near`,
 * perceptual hashes linked over at most {@link NEAR_DISTANCE} bits, then connected components).
 * DuckDB does the work and spills to disk: memory does not grow with the dataset.
 */
export async function writeDuplicates(query: Query, runFolder: string): Promise<void> {
  const path = join(await realpath(runFolder), "duplicates.parquet");
  await query.run(`CREATE OR REPLACE TEMP TABLE images AS
    SELECT key, shard, row, sha256, coalesce(sample_key, key) AS sample, CAST('0x' || phash AS UBIGINT) AS phash,
      row_number() OVER (ORDER BY shard, row) AS position
    FROM scores WHERE sha256 IS NOT NULL`);
  await query.run(`CREATE OR REPLACE TEMP TABLE component AS
    SELECT phash, min(phash) AS label FROM images WHERE phash IS NOT NULL GROUP BY phash`);
  await query.run(`CREATE OR REPLACE TEMP TABLE edge AS ${edgeSql()}`);
  let moved = true;
  while (moved) moved = await mergeLabels(query);
  await commit(path, (part) => query.run(`COPY (${groupsSql()}) TO '${literal(part)}' (FORMAT parquet)`));
}

/** Pairs of different hashes within the distance, both ways. */
function edgeSql(): string {
  const bands = BANDS.map(
    ([shift, bits], i) =>
      `SELECT phash, ${i} AS band, (phash >> ${shift}) & ${2 ** bits - 1} AS bits FROM component`,
  );
  return `WITH bands AS (${bands.join(" UNION ALL ")})
    SELECT DISTINCT a.phash AS a, b.phash AS b FROM bands a JOIN bands b
    ON a.band = b.band AND a.bits = b.bits AND a.phash <> b.phash
    WHERE bit_count(xor(a.phash, b.phash)) <= ${NEAR_DISTANCE}`;
}

/** One round of label propagation with pointer jumping; whether anything moved. */
async function mergeLabels(query: Query): Promise<boolean> {
  await query.run(`CREATE OR REPLACE TEMP TABLE moved AS
    WITH near AS (
      SELECT e.a AS phash, min(c.label) AS label FROM edge e JOIN component c ON e.b = c.phash GROUP BY e.a
    ), lowest AS (
      SELECT c.phash, least(c.label, coalesce(n.label, c.label), j.label) AS label, c.label AS old
      FROM component c LEFT JOIN near n ON n.phash = c.phash JOIN component j ON j.phash = c.label
    ) SELECT * FROM lowest`);
  const [count] = await query.rows<{ n: number }>("SELECT count(*) AS n FROM moved WHERE label <> old");
  await query.run("CREATE OR REPLACE TEMP TABLE component AS SELECT phash, label FROM moved");
  return (count?.n ?? 0) > 0;
}

/** `duplicate_of` is the first pair, in dataset order, with the same bytes, else of the same component; pairs of one sample are no duplicates of each other. */
function groupsSql(): string {
  return `WITH labelled AS (
      SELECT i.*, c.label,
        first_value(key) OVER same_bytes AS exact_key, first_value(sample) OVER same_bytes AS exact_sample,
        CASE WHEN c.label IS NULL THEN position ELSE min(position) OVER (PARTITION BY c.label) END AS near_first
      FROM images i LEFT JOIN component c ON i.phash = c.phash
      WINDOW same_bytes AS (PARTITION BY sha256 ORDER BY position)
    )
    SELECT l.shard, l.row,
      CASE WHEN l.sample <> l.exact_sample THEN l.exact_key ELSE f.key END AS duplicate_of,
      CASE WHEN l.sample <> l.exact_sample THEN 'exact' ELSE 'near' END AS duplicate_kind
    FROM labelled l LEFT JOIN images f ON f.position = l.near_first
    WHERE l.sample <> l.exact_sample OR l.sample <> f.sample
    ORDER BY l.shard, l.row`;
}
