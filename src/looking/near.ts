import { clusterOf } from "../review/queue.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { literal } from "../run/literal.ts";
import { everything, type Lens } from "../run/questions/lens.ts";

/** Bits of a perceptual hash. */
const BITS = 64;

/** A pair and those whose images are near its own, or the same; null where there are none. */
export async function twinsOf(run: DecidedRun, key: string): Promise<Lens | null> {
  const keys = await clusterOf(run, key);
  return keys.length === 0 ? null : { ...everything, keys: [key, ...keys] };
}

/** How far the images of some pairs are from one, in words, by key. */
export async function distancesFrom(
  { query, columns }: DecidedRun,
  key: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const hashed = columns.some(({ name }) => name === "phash");
  const bits = hashed
    ? "bit_count(xor(CAST('0x' || s.phash AS UBIGINT), CAST('0x' || one.phash AS UBIGINT)))"
    : "NULL";
  const named = keys.map((one) => `'${literal(one)}'`).join(", ");
  const rows = await query.rows<{ key: string; same: boolean | null; bits: number | null }>(
    `SELECT s.key, s.sha256 = one.sha256 AS same, ${bits}::INTEGER AS bits FROM scores s,
      (SELECT * FROM scores WHERE key = '${literal(key)}' LIMIT 1) one WHERE s.key IN (${named})`,
  );
  return new Map(rows.map((row) => [row.key, row.key === key ? "the one chosen" : inWords(row)]));
}

function inWords({ same, bits }: { readonly same: boolean | null; readonly bits: number | null }): string {
  if (same === true) return "same bytes";
  return bits === null ? "distance unknown" : `${bits}/${BITS} bits apart`;
}
