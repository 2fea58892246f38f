import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Pairs per shard, as img2dataset writes them. */
const SHARD = 10_000;

/**
 * A run of `pairs` pairs as an audit would leave it: the sample's score files over and over, with other keys
 * and scores a little moved, so that sorting has something to do, captions and bytes that differ in all, and each hundredth
 * a duplicate of the one before.
 * @param from a finished run of the sample
 */
export async function makeBigRun(from: string, to: string, pairs: number): Promise<void> {
  const run = JSON.parse(await readFile(join(from, "run.json"), "utf8"));
  const names = Array.from({ length: pairs / SHARD }, (_, i) => String(i).padStart(5, "0"));
  await mkdir(join(to, "scores"), { recursive: true });
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  const columns = (
    await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${from}/scores/*.parquet'`)
  ).getRowObjects();
  await connection.run(
    `CREATE TABLE sample AS SELECT row_number() OVER () - 1 AS n, * FROM '${from}/scores/*.parquet'`,
  );
  for (const [i, name] of names.entries()) {
    const values = columns.map((column) =>
      valueSql(String(column["column_name"]), String(column["column_type"]), name),
    );
    await connection.run(`COPY (SELECT ${values.join(", ")} FROM range(${SHARD}) t(place)
      JOIN sample s ON s.n = (t.place + ${i}) % (SELECT count(*) FROM sample) ORDER BY t.place)
      TO '${to}/scores/${name}.parquet' (FORMAT parquet)`);
  }
  await connection.run(`COPY (SELECT printf('%05d', i // ${SHARD}) AS shard, (i % ${SHARD})::INTEGER AS row,
      printf('%05d', i // ${SHARD}) || '/' || lpad((i % ${SHARD} - 1)::VARCHAR, 9, '0') AS duplicate_of, 'near' AS duplicate_kind
    FROM range(1, ${pairs}, 100) t(i)) TO '${to}/duplicates.parquet' (FORMAT parquet)`);
  const shards = names.map((name) => ({ name, source: `${name}.tar`, bytes: 1 }));
  const filters = run.inputs.filters.filter((filter: { id: string }) => filter.id !== "duplicates");
  await writeFile(
    join(to, "run.json"),
    JSON.stringify({ ...run, inputs: { ...run.inputs, shards, filters } }),
  );
  connection.closeSync();
}

function valueSql(column: string, type: string, shard: string): string {
  if (column === "shard") return `'${shard}' AS shard`;
  if (column === "row") return "t.place::INTEGER AS row";
  if (column === "key") return `'${shard}/' || lpad(t.place::VARCHAR, 9, '0') AS key`;
  if (column === "caption") return `s.caption || ' ' || t.place || ' of ${shard}' AS caption`;
  if (column === "sha256")
    return `CASE WHEN s.sha256 IS NOT NULL THEN sha256(t.place || ' ${shard}') END AS sha256`;
  if (type !== "FLOAT") return `s."${column}"`;
  return `least(1, s."${column}" + (hash(t.place, '${shard}', '${column}') % 1000) / 20000.0)::FLOAT AS "${column}"`;
}
