import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { policySql, type Rule } from "../../filters/policies.ts";
import { literal } from "./literal.ts";
import type { Query } from "./query.ts";
import { spillFolder } from "./spill.ts";

/** Rows that are decided and put in order at once, about: memory stays as it is, however many there are. */
const PART_ROWS = 100_000;

/**
 * Writes what rules say of each pair to a Parquet file, in the order of the dataset: of a part of the pairs after the
 * other, each sorted by itself, then all behind each other.
 * @param folder the run's, by its real path
 * @param seconds how long all of it may take
 * @param part rows of a part, about
 */
export async function writeDecisions(
  query: Query,
  folder: string,
  rules: readonly Rule[],
  to: string,
  seconds: number,
  part = PART_ROWS,
): Promise<void> {
  const until = performance.now() + seconds * 1000;
  const copy = (sql: string, path: string) =>
    query.run(
      `COPY (${sql}) TO '${literal(path)}' (FORMAT parquet)`,
      Math.max(1, (until - performance.now()) / 1000),
    );
  const parts = await partsOf(query, part);
  if (parts.length < 2) return copy(policySql(rules), to);
  const spill = spillFolder(folder);
  await mkdir(spill);
  try {
    const paths: string[] = [];
    for (const [i, where] of parts.entries()) {
      const path = join(spill, `${i}.parquet`);
      await copy(policySql(rules, where), path);
      paths.push(`'${literal(path)}'`);
    }
    await copy(`SELECT * FROM read_parquet([${paths.join(", ")}])`, to);
  } finally {
    await rm(spill, { recursive: true, force: true });
  }
}

/** Conditions that part the rows in their order. */
async function partsOf(query: Query, most: number): Promise<readonly string[]> {
  const shards = await query.rows<{ shard: string; n: number; last: number }>(
    "SELECT shard, count(*) AS n, max(row) AS last FROM stored GROUP BY shard ORDER BY shard",
  );
  const parts: string[] = [];
  let open: { readonly from: string; to: string; rows: number } | null = null;
  const close = () => {
    if (open !== null) parts.push(`shard >= '${literal(open.from)}' AND shard <= '${literal(open.to)}'`);
    open = null;
  };
  for (const { shard, n, last } of shards) {
    if (open !== null && open.rows + n > most) close();
    if (n > most) {
      // A tar stays whole, however many pairs it holds.
      for (let from = 0; from <= last; from += most)
        parts.push(`shard = '${literal(shard)}' AND row >= ${from} AND row < ${from + most}`);
      continue;
    }
    open ??= { from: shard, to: shard, rows: 0 };
    open.to = shard;
    open.rows += n;
  }
  close();
  return parts;
}
