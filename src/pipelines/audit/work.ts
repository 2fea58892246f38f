import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Dataset, Shard } from "../../../datasets/index.ts";
import type { Column } from "../../../filters/index.ts";
import type { Claim, Claims } from "../../claims/claim.ts";
import type { HarmIndex } from "../../harm/harm-index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { thisMark } from "../../process/holder.ts";
import { turns } from "../../process/serial-queue.ts";
import { fullDiskCode } from "../../process/system-says.ts";
import { baseColumns } from "../../run/arrow.ts";
import { deniedColumn } from "../../run/denied.ts";
import { type RunPart, writePart } from "../../run/run.ts";
import type { SourceColumn } from "../../run/source-columns.ts";
import type { Drawn } from "./drawn.ts";
import type { Selection } from "./feed.ts";
import type { Pool } from "./pool.ts";
import { auditShard } from "./shard.ts";

/** Shards read at the same time, so that the end of one leaves no core idle. */
const LANES = 4;
/** How often a worker says that it is there, milliseconds. */
const SEEN_EVERY = 10_000;
/** How long after a shard is done it says so, milliseconds, with what else is done meanwhile. */
const WORD_AFTER = 1_000;

/** What a worker works on, and with what. */
export interface WorkOn {
  readonly folder: string;
  readonly dataset: Pick<Dataset, "shards" | "hasImages" | "captionless">;
  /** Null takes every pair. */
  readonly drawn: Drawn | null;
  readonly source: readonly SourceColumn[];
  /** Lists of known harm, and whom their hits are sealed for. */
  readonly harm?: { readonly index: HarmIndex; readonly custodian?: string };
  readonly pool: Pool;
  readonly claims: Claims;
  readonly workers: number;
  readonly lanes?: number;
  /** Brings a shard's scores to where they are done; where it fails, the attempt does. */
  readonly put?: AfterShard;
  /** What else is made of a shard once its scores are there; where it fails, the shard is done all the same. */
  readonly afterShard?: AfterShard;
}

/** What is done with a shard that was scored, while this worker holds it. */
export type AfterShard = (shard: string, signal: AbortSignal) => Promise<void>;

/** What one worker did. */
export interface Worked {
  readonly worker: string;
  readonly shards: number;
  readonly pairs: number;
  readonly failed: number;
  /** Shards that were given up, by name, with the reason. */
  readonly givenUp: readonly { readonly shard: string; readonly reason: string }[];
}

/**
 * Scores shards as long as claims are to be had. Workers of one run share nothing but its folder: whoever names a
 * shard's file first has done it, and the bytes are the same.
 * @throws CliError when a filter or a model fails as a whole
 * @throws the signal's reason once it is aborted; shards under way are given back
 */
export async function workOn(on: WorkOn, context: Context): Promise<Worked> {
  const { claims, pool } = on;
  const shards = new Map(on.dataset.shards.map((shard) => [shard.name, shard]));
  const columns: Column[] = [
    ...baseColumns,
    ...(on.harm === undefined ? [] : [deniedColumn]),
    ...on.source.map(({ column }) => column),
    ...pool.facts.filters.flatMap((filter) => filter.columns),
  ];
  const started = context.now();
  const worker = `${hostname()}.${process.pid}.${randomUUID().slice(0, 8)}`;
  const sum = { shards: 0, pairs: 0, failed: 0, retries: 0 };
  const at = new Set<string>();
  const mark = thisMark();
  const inTurn = turns();
  // One after the other: an older word must not come last.
  const say = (over = false) =>
    inTurn(() =>
      writePart(on.folder, {
        ...partOf(worker, on, started, context.now(), { ...sum, at: [...at] }),
        ...(over ? { over } : { process: mark }),
      }),
    );
  let soon: NodeJS.Timeout | undefined;
  const saySoon = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void say().catch(() => {});
    }, WORD_AFTER);
  };
  // A worker that found nothing to do leaves nothing behind.
  let timer: NodeJS.Timeout | undefined;
  const begin = async () => {
    if (timer !== undefined) return;
    timer = setInterval(() => void say().catch(() => {}), SEEN_EVERY);
    await say();
  };
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const lane = async () => {
    for (;;) {
      const claim = await claims.next(signal);
      if (claim === null) return;
      at.add(claim.shard);
      if (claim.attempt > 1) sum.retries++;
      await begin();
      const done = await scoreClaimed(on, columns, claim, shards.get(claim.shard), { ...context, signal });
      at.delete(claim.shard);
      if (done === null) continue;
      sum.shards++;
      sum.pairs += done.pairs;
      sum.failed += done.failed;
      saySoon();
    }
  };
  const lanes = Array.from({ length: on.lanes ?? LANES }, () =>
    lane().catch((error: unknown) => {
      // One that fails for good stops the others.
      stop.abort(error);
      throw error;
    }),
  );
  try {
    await Promise.all(lanes);
    const { retries: _, ...did } = sum;
    return { worker, ...did, givenUp: await claims.givenUp() };
  } finally {
    await Promise.allSettled(lanes);
    clearInterval(timer);
    clearTimeout(soon);
    await claims.close();
    if (timer !== undefined) await say(true);
  }
}

/** Scores one shard under its claim; null where it failed, or another has it by now. */
async function scoreClaimed(
  on: WorkOn,
  columns: readonly Column[],
  claim: Claim,
  shard: Shard | undefined,
  context: Context,
): Promise<{ readonly pairs: number; readonly failed: number } | null> {
  if (shard === undefined) {
    await claim.failed("the dataset has no such shard");
    return null;
  }
  const signal = AbortSignal.any([context.signal, claim.lost]);
  try {
    const selection = {
      ...selected(shard, on.drawn),
      hasImages: shard.hasImages ?? on.dataset.hasImages,
      ...(on.dataset.captionless && { captionless: true as const }),
      source: on.source,
      ...(on.harm && { harm: on.harm.index }),
      ...(on.harm?.custodian && { custodian: on.harm.custodian }),
    };
    const result = await auditShard(shard, selection, on.pool, columns, on.folder, { ...context, signal });
    await on.put?.(shard.name, signal);
    await on.afterShard?.(shard.name, signal).catch((error: unknown) => {
      if (!signal.aborted) context.emit({ type: "trouble", shard: shard.name, trouble: oneLine(error) });
    });
    await claim.done();
    return result;
  } catch (error) {
    if (context.signal.aborted || error instanceof CliError) {
      await claim.release();
      throw error;
    }
    if (claim.lost.aborted) {
      await claim.release();
      return null;
    }
    const full = fullDisk(on.folder, error);
    if (full !== null) {
      await claim.release().catch(() => {});
      throw full;
    }
    await claim.failed(oneLine(error));
    context.emit({ type: "trouble", shard: shard.name, trouble: oneLine(error) });
    return null;
  }
}

/** No fault of the shard, so that no attempt is counted: whoever can write takes it. */
function fullDisk(folder: string, error: unknown): CliError | null {
  const code = fullDiskCode(error);
  if (code === null) return null;
  return new CliError(
    `Cannot write scores of run "${folder}": wanted room on its disk, got ${code}; the shard was given back`,
    { exitCode: 1, cause: error },
  );
}

function selected(shard: Shard, drawn: Drawn | null): Pick<Selection, "rows" | "limit"> {
  if (drawn === null) return {};
  if (drawn.rows !== undefined) return { rows: new Set(drawn.rows[shard.name] ?? []) };
  return { limit: drawn.first?.[shard.name] ?? 0 };
}

function partOf(
  worker: string,
  { workers, pool: { facts } }: WorkOn,
  started: Date,
  now: Date,
  sum: Required<Pick<RunPart, "shards" | "pairs" | "retries" | "at">>,
): RunPart {
  return {
    part: worker,
    host: hostname(),
    device: facts.device,
    devicesRefused: facts.devicesRefused,
    workers,
    node: process.version,
    started: started.toISOString(),
    seen: now.toISOString(),
    seconds: (now.getTime() - started.getTime()) / 1000,
    shards: sum.shards,
    pairs: sum.pairs,
    retries: sum.retries,
    at: sum.at,
  };
}
