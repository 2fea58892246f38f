import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Dataset, placeMap, SHARD_PAIRS } from "../../../datasets/index.ts";
import type { FilterId } from "../../../filters/index.ts";
import type { Claims, Work } from "../../claims/claim.ts";
import { openLeases } from "../../claims/leases.ts";
import type { ModuleFile } from "../../extensions/module-file.ts";
import { harmIndex, isKnownHarm } from "../../harm/harm-index.ts";
import type { HarmList } from "../../harm/list.ts";
import { cores } from "../../process/cores.ts";
import type { Context } from "../../process/events.ts";
import { plainWord } from "../../process/shell-word.ts";
import { version } from "../../process/version.ts";
import { refuseTornRenames } from "../../process/whole-renames.ts";
import { noteCustody } from "../../run/custody.ts";
import { writeCuts } from "../../run/cuts.ts";
import type { Custody } from "../../run/denied.ts";
import {
  claimsFolder,
  type RunFile,
  type RunInputs,
  type RunModule,
  readRun,
  writeRun,
} from "../../run/run.ts";
import { MOST_FILES, scoredIn } from "../../run/sealed.ts";
import { type SourceColumn, sourceColumns } from "../../run/source-columns.ts";
import { countAhead, type Drawn, drawnOf, takenOf } from "./drawn.ts";
import { largestFirst } from "./order.ts";
import type { Part } from "./part.ts";
import { type Pool, startPool } from "./pool.ts";
import { refuseOther } from "./same-run.ts";
import { redoDamaged, sealRun } from "./seal.ts";
import { type AfterShard, type Worked, type WorkOn, workOn } from "./work.ts";

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
  /** Lists of known harm that its pairs are held against. */
  readonly harm?: Harm;
  /** Who may score which shard; lease files in the run's folder unless given. */
  readonly claims?: (work: Work) => Promise<Claims>;
  /** What else is made of each shard once it is scored. */
  readonly afterShard?: AfterShard;
  /** Where a shard is done once it is there too: whether it is, and what brings it there. */
  readonly elsewhere?: { isDone(shard: string): boolean; readonly put: AfterShard };
  /** The command line, for the record. */
  readonly command: readonly string[];
}

/** Lists of known harm, who holds the run against them, and whom the hits are sealed for. */
export interface Harm {
  readonly lists: readonly HarmList[];
  readonly by: string;
  /** An age recipient. */
  readonly custodian?: string;
}

export interface AuditResult {
  readonly folder: string;
  /** Whether every shard of the run is done, by this process or others, and the run is sealed. */
  readonly complete: boolean;
  /** Shards that could not be read to their end; run again to retry them. */
  readonly shardsFailed: number;
  /** What this process did. */
  readonly worked: Worked;
}

/** A run that is ready to be worked on. */
interface Ready {
  readonly source: readonly SourceColumn[];
  readonly pool: Pool;
  readonly drawn: Drawn | null;
  readonly harm?: NonNullable<WorkOn["harm"]>;
}

/**
 * Writes a run without scoring anything: what is asked, and, where it takes less than all pairs, which ones.
 * @throws CliError when the folder holds another run or a filter cannot be loaded
 */
export async function plan(options: AuditOptions, context: Context): Promise<{ readonly run: RunFile }> {
  return prepared({ ...(await sealedAsBegun(options)), workers: 1 }, context, async (_, run) => {
    await redoDamaged(options.out, context);
    return { run };
  });
}

/**
 * Scores every pair of a dataset once, into a run's folder: plans it, works on it and seals it. A finished shard's
 * file is its checkpoint; others may work on the same run at the same time. Who takes a fixed part seals nothing.
 * @throws CliError when the folder holds another run or a filter cannot be loaded
 */
export async function audit(options: AuditOptions, context: Context): Promise<AuditResult> {
  const worked = await scored(options, context, () => redoDamaged(options.out, context));
  const { out, part, dataset } = options;
  const isDone = scoredIn(out);
  const whole = dataset.shards.every(({ name }) => isDone(name));
  const complete = whole && part.of === 1;
  if (complete) await sealRun(out, context);
  return { folder: out, complete, shardsFailed: worked.givenUp.length, worked };
}

/**
 * Claims and scores shards of a run until none is left.
 * @throws CliError as {@link audit}
 */
export function work(options: AuditOptions, context: Context): Promise<Worked> {
  return scored(options, context, async () => {});
}

/** @param before once it is sure that the run is the one that is asked for */
async function scored(asked: AuditOptions, context: Context, before: () => Promise<void>): Promise<Worked> {
  const options = await sealedAsBegun(asked);
  const { dataset, out, part, afterShard, elsewhere } = options;
  // Asked once: it reads the control groups.
  const workers = options.workers || cores();
  return prepared({ ...options, workers }, context, async ({ source, pool, drawn, harm }) => {
    await before();
    if (options.harm !== undefined) await noteCustody(out, custodyOf(options.harm, context));
    const share = dataset.shards.filter((_, i) => i % part.of === part.index);
    const { names: mine, large } = largestFirst(share);
    const isDone = elsewhere?.isDone ?? scoredIn(out);
    const left = share.filter(({ name }) => !isDone(name));
    // Whoever shares the work does a part that nobody knows beforehand.
    const pairs = options.claims === undefined ? takenOf(left, drawn) : undefined;
    context.emit({
      type: "run-started",
      run: out,
      uri: dataset.uri,
      shards: mine.length,
      shardsDone: mine.filter(isDone).length,
      workers,
      ...(pairs === undefined ? {} : { pairs }),
    });
    const { device, filters } = pool.facts;
    context.emit({ type: "workers-ready", device, filters: filters.map(({ id }) => id) });
    const open =
      options.claims ?? ((what: Work) => openLeases(what, { folder: claimsFolder(out), again: true }));
    const claims = await open({ shards: mine, large, isDone });
    const on = { folder: out, dataset, drawn, source, pool, claims, workers };
    const then = { ...(afterShard && { afterShard }), ...(elsewhere && { put: elsewhere.put }) };
    const ended = new AbortController();
    if (options.claims === undefined && pairs === undefined)
      void countAhead(left, { ...context, signal: ended.signal }).catch(() => {});
    return workOn({ ...on, ...(harm && { harm }), ...then }, context).finally(() => ended.abort());
  });
}

/** Starts the workers, writes or checks `run.json`, draws what is taken; closes the workers when `then` is through. */
async function prepared<T>(
  options: AuditOptions,
  context: Context,
  then: (ready: Ready, run: RunFile) => Promise<T>,
): Promise<T> {
  const { dataset, out, filters, modules = [], models, device, workers, harm } = options;
  const index = harm && harmIndex(harm.lists);
  const source = await sourceColumns(dataset, context.signal, index && isKnownHarm.bind(null, index));
  const columns = source.map(({ column }) => column);
  const setup = { filters, modules, models, device, source: columns, ...(index && { harm: index.pdq }) };
  const pool = await startPool(workers, setup, context.signal);
  try {
    const run = await startRun(options, source, pool);
    const drawn = await drawnOf(out, dataset.shards, options, context.signal);
    const held = index && { index, ...(harm?.custodian && { custodian: harm.custodian }) };
    return await then({ source, pool, drawn, ...(held && { harm: held }) }, run);
  } finally {
    await pool.close();
  }
}

/** Whoever goes on with a run seals its hits for whom it was begun. */
async function sealedAsBegun(options: AuditOptions): Promise<AuditOptions> {
  const { harm, out } = options;
  if (harm === undefined || harm.custodian !== undefined || !existsSync(join(out, "run.json")))
    return options;
  const { custodian } = (await readRun(out)).inputs;
  return custodian === undefined ? options : { ...options, harm: { ...harm, custodian } };
}

function custodyOf({ lists, by, custodian }: Harm, { now }: Context): readonly Custody[] {
  const at = now().toISOString();
  return lists.map(({ facts }) => ({ ...facts, at, by, ...(custodian && { custodian }) }));
}

/** Writes run.json, or checks that the one which is there asked for the same. */
async function startRun(
  { dataset, uris, followLinks = false, out, formatModule, limit, sample, command, harm }: AuditOptions,
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
    ...(dataset.captionless ? { captionless: true } : {}),
    shards: dataset.shards.map(({ name, source, bytes }) => ({ name, source, bytes })),
    ...(dataset.wholeFiles ? {} : { shardPairs: SHARD_PAIRS }),
    ...(source.length > 0 ? { source: source.map(({ field, column }) => ({ field, ...column })) } : {}),
    ...(harm && { hashes: harm.lists.map(({ facts }) => facts) }),
    ...(harm?.custodian && { custodian: harm.custodian }),
    filters: pool.facts.filters,
    limit: limit ?? null,
    sample: sample ?? null,
  };
  const run: RunFile = {
    ...(dataset.shards.length > MOST_FILES
      ? { schema: "sluice.run/2", scoresIn: "scores" }
      : { schema: "sluice.run/1" }),
    sluice: version,
    command: command.map(plainWord),
    inputs,
    troubles: [...dataset.troubles, ...(harm?.lists.flatMap(({ troubles }) => troubles) ?? [])],
    fingerprint: null,
  };
  await mkdir(out, { recursive: true });
  await refuseTornRenames(out);
  if (existsSync(join(out, "run.json"))) {
    const old = await readRun(out);
    refuseOther(out, old.inputs, inputs);
    return old;
  }
  await writeCuts(out, dataset.cuts);
  await writeRun(out, run);
  return run;
}
