import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Dataset, fingerprint, placeMap, type Shard } from "../../../datasets/index.ts";
import type { Column, FilterId } from "../../../filters/index.ts";
import type { ModuleFile } from "../../extensions/module-file.ts";
import { cores } from "../../process/cores.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { version } from "../../process/version.ts";
import { baseColumns } from "../../run/arrow.ts";
import { coverageOf, writeCoverage } from "../../run/coverage.ts";
import { setAsideDamaged } from "../../run/damage.ts";
import { writeDuplicates } from "../../run/duplicates.ts";
import { openScores } from "../../run/query.ts";
import {
  type RunFile,
  type RunInputs,
  type RunModule,
  readParts,
  readRun,
  scorePath,
  writePart,
  writeRun,
} from "../../run/run.ts";
import { shardFacts, shardTroubles } from "../../run/shards.ts";
import type { Selection } from "./feed.ts";
import type { Part } from "./part.ts";
import { type Pool, startPool } from "./pool.ts";
import { refuseOther } from "./same-run.ts";
import { type Drawn, drawSample } from "./sample.ts";
import { auditShard } from "./shard.ts";
import { type SourceColumn, sourceColumns } from "./source-columns.ts";

export interface AuditOptions {
  readonly dataset: Dataset;
  /** Its places, as they were named. */
  readonly uris: readonly string[];
  /** Whether links were followed out of them. */
  readonly followLinks?: boolean;
  /** The run's folder; made when absent, resumed when it matches. */
  readonly out: string;
  readonly filters: readonly FilterId[];
  /** Modules with filters of somebody's own. */
  readonly modules?: readonly ModuleFile[];
  /** Where the dataset's format came from, when it is none of Sluice's. */
  readonly formatModule?: RunModule;
  /** Model per filter, where not the default. */
  readonly models: Readonly<Record<string, string>>;
  readonly device: string;
  /** Worker processes; 0 means one per core. */
  readonly workers: number;
  readonly limit?: number;
  readonly sample?: { readonly size: number; readonly seed: number };
  readonly part: Part;
  /** The command line, for the record. */
  readonly command: readonly string[];
}

export interface AuditResult {
  readonly folder: string;
  /** Whether every shard of the run is done, by this process or others. */
  readonly complete: boolean;
  /** Shards that could not be read to their end; run again to retry them. */
  readonly shardsFailed: number;
}

/** Shards read at the same time, so that the end of one leaves no core idle. */
const LANES = 4;

/**
 * Scores every pair of a dataset once, into a run's folder. A finished shard's file is its checkpoint.
 * @throws CliError when the folder holds another run or a filter cannot be loaded
 */
export async function audit(options: AuditOptions, context: Context): Promise<AuditResult> {
  const { dataset, out, part } = options;
  const { filters: ids, modules = [], models, device: wanted } = options;
  // Asked once: it reads the control groups.
  const workers = options.workers || cores();
  const source = await sourceColumns(dataset, context.signal);
  const columns = source.map(({ column }) => column);
  const setup = { filters: ids, modules, models, device: wanted, source: columns };
  const pool = await startPool(workers, setup, context.signal);
  try {
    const run = await startRun(options, source, pool);
    for (const { file, reason } of await setAsideDamaged(out))
      context.emit({ type: "trouble", shard: file, trouble: `cannot be read, redone: ${reason}` });
    const mine = dataset.shards.filter((_, i) => i % part.of === part.index);
    const todo = mine.filter(({ name }) => !existsSync(scorePath(out, name)));
    context.emit({
      type: "run-started",
      run: out,
      uri: dataset.uri,
      shards: mine.length,
      shardsDone: mine.length - todo.length,
      workers,
    });
    const { device, filters } = pool.facts;
    context.emit({ type: "workers-ready", device, filters: filters.map(({ id }) => id) });
    const shardsFailed = await scoreAll(todo, { ...options, workers }, source, pool, context);
    const complete = dataset.shards.every(({ name }) => existsSync(scorePath(out, name)));
    if (complete) await finishRun(run, out, context);
    return { folder: out, complete, shardsFailed };
  } finally {
    await pool.close();
  }
}

/** Writes run.json, or checks that the one which is there asked for the same. */
async function startRun(
  { dataset, uris, followLinks = false, out, formatModule, limit, sample, command }: AuditOptions,
  source: readonly SourceColumn[],
  pool: Pool,
): Promise<RunFile> {
  const inputs: RunInputs = {
    uri: dataset.uri,
    uris,
    ...(followLinks ? { followLinks } : {}),
    ...(dataset.maps.length > 0 ? { map: placeMap(dataset) } : {}),
    format: dataset.format,
    ...(formatModule === undefined ? {} : { formatModule }),
    hasImages: dataset.hasImages,
    shards: dataset.shards.map(({ name, source, bytes }) => ({ name, source, bytes })),
    ...(source.length > 0 ? { source: source.map(({ field, column }) => ({ field, ...column })) } : {}),
    filters: pool.facts.filters,
    limit: limit ?? null,
    sample: sample ?? null,
  };
  const run: RunFile = {
    schema: "sluice.run/1",
    sluice: version,
    command,
    inputs,
    troubles: dataset.troubles,
    fingerprint: null,
  };
  if (existsSync(join(out, "run.json"))) {
    const old = await readRun(out);
    refuseOther(out, old.inputs, inputs);
    return old;
  }
  await mkdir(out, { recursive: true });
  await writeRun(out, run);
  return run;
}

/** Scores the shards that are left; how many failed as a whole. */
async function scoreAll(
  todo: readonly Shard[],
  options: AuditOptions,
  source: readonly SourceColumn[],
  pool: Pool,
  context: Context,
): Promise<number> {
  const { out, sample, dataset, part } = options;
  const started = context.now();
  const partName = `${part.index}-of-${part.of}`;
  const before = (await readParts(out)).find((old) => old.part === partName);
  const columns: Column[] = [
    ...baseColumns,
    ...source.map(({ column }) => column),
    ...pool.facts.filters.flatMap((filter) => filter.columns),
  ];
  const drawn = sample && (await drawSample(dataset.shards, sample.size, sample.seed, context.signal));
  let pairs = 0;
  let left = options.limit;
  let failed = 0;

  const auditOne = async (shard: Shard) => {
    try {
      const result = await auditShard(
        shard,
        { ...select(shard, drawn, left), hasImages: shard.hasImages ?? dataset.hasImages, source },
        pool,
        columns,
        out,
        context,
      );
      pairs += result.pairs;
      if (left !== undefined) left = Math.max(0, left - result.pairs);
    } catch (error) {
      if (context.signal.aborted || error instanceof CliError) throw error;
      failed++;
      context.emit({ type: "trouble", shard: shard.name, trouble: oneLine(error) });
    }
  };
  const queue = [...todo];
  const lane = async () => {
    for (let shard = queue.shift(); shard !== undefined; shard = queue.shift()) await auditOne(shard);
  };
  if (left !== undefined) left -= await pairsDone(options, out);
  try {
    // A limit counts pairs in dataset order, so its shards go one after the other.
    await Promise.all(Array.from({ length: left === undefined ? LANES : 1 }, lane));
  } finally {
    await writePart(out, {
      part: partName,
      device: pool.facts.device,
      devicesRefused: pool.facts.devicesRefused,
      workers: options.workers,
      node: process.version,
      started: before?.started ?? started.toISOString(),
      seconds: (before?.seconds ?? 0) + (context.now().getTime() - started.getTime()) / 1000,
      pairs: (before?.pairs ?? 0) + pairs,
    });
  }
  return failed;
}

function select(
  shard: Shard,
  drawn: Drawn | undefined,
  limit: number | undefined,
): Pick<Selection, "rows" | "limit"> {
  return {
    ...(drawn ? { rows: drawn.get(shard.name) ?? new Set<number>() } : {}),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** Pairs in shards that an earlier attempt finished. */
async function pairsDone({ dataset }: AuditOptions, out: string): Promise<number> {
  const done = dataset.shards.filter(({ name }) => existsSync(scorePath(out, name)));
  const facts = done.length === 0 ? [] : await shardFacts(out);
  return facts.reduce((sum, shard) => sum + shard.pairs, 0);
}

/** Once every shard is done: groups of duplicates, coverage and the dataset's fingerprint. */
async function finishRun(run: RunFile, out: string, { emit }: Context): Promise<void> {
  if (run.fingerprint !== null && existsSync(join(out, "duplicates.parquet"))) return;
  if (run.inputs.filters.some(({ id }) => id === "duplicates")) {
    emit({ type: "note", text: "looking for duplicates" });
    const query = await openScores(out);
    try {
      await writeDuplicates(query, out);
    } finally {
      query.close();
    }
  }
  const shards = await shardFacts(out);
  const query = await openScores(out);
  try {
    const coverage = await coverageOf(query, shards);
    const troubles = (await shardTroubles(out, shards)).map(({ trouble }) => trouble);
    if (coverage !== null) await writeCoverage(query, coverage, [...run.troubles, ...troubles], out);
  } finally {
    query.close();
  }
  await writeRun(out, { ...run, fingerprint: fingerprint(shards) });
}
