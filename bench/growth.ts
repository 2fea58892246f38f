/**
 * How what looks at all pairs grows: time and peak memory of near-duplicates, and of decide, report, card, explore and packing,
 * by rows; and of audits. `npm run bench:growth -- 100000,1000000` takes these sizes; `-- duplicates 10000000` or
 * `-- steps 10000000` one part of it, and `-- audits 1000,100000` audits alone.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { sealBounds } from "../src/pipelines/audit/seal.ts";
import { writeDuplicates } from "../src/run/duplicates.ts";
import { openScores } from "../src/run/query.ts";
import { sluice } from "../test/support/cli.ts";
import { makeBigRun } from "./big-run.ts";
import { auditOf } from "./growth-audits.ts";
import { steps } from "./growth-steps.ts";

/** Planted near pairs, one in a hundred rows; one row in a hundred is a blank picture. */
const PLANTED = 100;

interface Measured {
  readonly rows: number;
  readonly seconds: number;
  readonly peakMiB: number;
  readonly planted: number;
  readonly found: number;
  readonly hotKeys: number;
}

/** A run's scores with random hashes: each hundredth row is within 0 to 4 bits of the row before, or blank. */
async function writeScores(folder: string, rows: number): Promise<void> {
  mkdirSync(join(folder, "scores"), { recursive: true });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (
    WITH base AS (
      SELECT i::INTEGER AS row, hash(i)::UBIGINT AS h, hash(i - 1)::UBIGINT AS before, hash(i * 31 + 7) AS r FROM range(${rows}) t(i)
    ), hashed AS (
      SELECT row, CASE
        WHEN row % ${PLANTED} = ${PLANTED / 2} THEN 0::UBIGINT
        WHEN row % ${PLANTED} = 1 THEN xor(before, list_reduce(list_transform(range(0, (row // ${PLANTED}) % 5),
          k -> 1::UBIGINT << ((r >> (6 * k)) & 63)), (a, b) -> a | b, 0::UBIGINT))
        ELSE h END AS phash FROM base
    )
    SELECT '00000/' || row AS key, '00000' AS shard, row, NULL::VARCHAR AS sample_key,
      sha256(row::VARCHAR) AS sha256, printf('%016x', phash) AS phash FROM hashed
  ) TO '${join(folder, "scores/00000.parquet")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

async function measure(folder: string, rows: number): Promise<Measured> {
  const query = await openScores(folder, sealBounds);
  const started = performance.now();
  const { hotKeys } = await writeDuplicates(query, folder);
  const seconds = (performance.now() - started) / 1000;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const [found] = await query.rows<{ n: number }>(`SELECT count(*) AS n
    FROM read_parquet('${folder}/duplicates.parquet') WHERE row % ${PLANTED} = 1 AND duplicate_of = '00000/' || (row - 1)`);
  query.close();
  return { rows, seconds, peakMiB, planted: Math.floor(rows / PLANTED), found: found?.n ?? 0, hotKeys };
}

/** One size in a process of its own, so that its peak is its own. */
async function one(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-growth-"));
  try {
    await writeScores(folder, rows);
    const said = execFileSync(process.execPath, [
      ...process.execArgv,
      import.meta.filename,
      "measure",
      folder,
      String(rows),
    ]);
    const { seconds, peakMiB, planted, found, hotKeys } = JSON.parse(String(said)) as Measured;
    console.log(
      `${figures(rows, seconds, peakMiB)}  near duplicates: found ${found} of ${planted} planted, ${hotKeys} hot keys`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each step over a run of so many pairs, in a process of its own. */
async function stepsOver(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-growth-"));
  try {
    await sluice("audit", "sample", "--out", join(folder, "sample"), "--quiet");
    await makeBigRun(join(folder, "sample"), join(folder, "big"), rows);
    for (const step of Object.keys(steps)) {
      const script = join(import.meta.dirname, "growth-steps.ts");
      const said = execFileSync(process.execPath, [...process.execArgv, script, step, join(folder, "big")]);
      const { seconds, peakMiB } = JSON.parse(String(said)) as Pick<Measured, "seconds" | "peakMiB">;
      console.log(`${figures(rows, seconds, peakMiB)}  ${step}`);
    }
    const bytes = ["sealed", "decisions"].map((name) => sizeOf(join(folder, "big", name)) / rows);
    console.log(
      `bytes a row: ${bytes.map((size) => size.toFixed(0)).join(" of scores, ")} of a policy's decisions`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** Audits of so many pairs each; how much more memory each takes than the first one is the figure. */
async function audits(named: string): Promise<void> {
  let least: number | undefined;
  for (const pairs of (named === "" ? "1000,10000,100000" : named).split(",").map(Number)) {
    const { seconds, peakMiB } = await auditOf(pairs);
    least ??= peakMiB;
    console.log(`${sizes(pairs, seconds, peakMiB)}  audit, ${(peakMiB / least).toFixed(2)} times the memory`);
  }
}

/** Pairs of LAION-5B, for which docs/scale.md reckons. */
const MANY = 5.85e9;

function figures(rows: number, seconds: number, peakMiB: number): string {
  const hours = `${((seconds / rows) * 1e6).toFixed(1)} µs a row, ${(((seconds / rows) * MANY) / 3600).toFixed(0)} h for 5.85 billion`;
  return `${sizes(rows, seconds, peakMiB)}  (${hours})`;
}

function sizes(rows: number, seconds: number, peakMiB: number): string {
  return `${rows.toLocaleString("en-US").padStart(12)} rows  ${seconds.toFixed(1).padStart(7)} s  ${peakMiB.toFixed(0).padStart(6)} MiB`;
}

const [first = "", second = "", third = ""] = process.argv.slice(2);
if (first === "measure") console.log(JSON.stringify(await measure(second, Number(third))));
else if (first === "audits") await audits(second);
else {
  const isPart = first === "duplicates" || first === "steps";
  const named = isPart ? second : first;
  for (const size of named === "" ? [100_000, 1_000_000, 2_000_000, 10_000_000] : named.split(",")) {
    if (first !== "steps") await one(Number(size));
    if (first !== "duplicates") await stepsOver(Number(size));
  }
  if (!isPart) await audits("");
}
