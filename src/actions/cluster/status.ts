import { statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../../process/errors.ts";
import { isGone } from "../../process/holder.ts";
import { folderClock } from "../../run/folder-clock.ts";
import { claimsFolder, type RunPart, readParts, readRun } from "../../run/run.ts";
import { missingShards, type RunState, stateOf } from "../../run/state.ts";

/** A worker that has worked on a run. */
export interface WorkerStatus {
  readonly worker: string;
  readonly host: string;
  readonly device: string;
  readonly shards: number;
  readonly pairs: number;
  readonly pairsPerSecond: number;
  /** Shards that it is at, where it is at work. */
  readonly at: readonly string[];
  /** Shards that it took up after another attempt. */
  readonly retries: number;
  /** By its own clock, ISO 8601; null in runs of older versions. */
  readonly seen: string | null;
  /** Seconds since it was last heard of, by the clock of the run's file system, whatever clocks of machines say; null as `seen`. */
  readonly quietSeconds: number | null;
  /** Whether it was heard of a moment ago, and is not seen dead on this machine. */
  readonly isAtWork: boolean;
}

/** An attempt at a shard that failed. */
export interface FailedAttempt {
  readonly shard: string;
  readonly attempt: number;
  readonly reason: string;
}

/** Where a run stands. */
export interface RunStatus {
  readonly folder: string;
  readonly state: RunState;
  readonly shards: number;
  readonly done: number;
  readonly missing: readonly string[];
  /** Shards that somebody is at just now, by a lease or by what workers say. */
  readonly claimed: readonly string[];
  readonly failures: readonly FailedAttempt[];
  /** How often a shard was taken up after another attempt. */
  readonly retries: number;
  readonly workers: readonly WorkerStatus[];
  /** Seconds until the last shard, at the pace of those at work; null where nobody is, or nothing is done yet. */
  readonly secondsLeft: number | null;
}

/** Seconds without a word after which a worker is no longer taken to be at work. */
const QUIET_SECONDS = 60;

/** Where a run stands, by what lies in its folder. @throws CliError (exit code 2) when it is no run */
export async function statusOf(folder: string): Promise<RunStatus> {
  const run = await readRun(folder);
  const missing = missingShards(folder, run);
  const found = { shards: run.inputs.shards.length, missing, parts: await readParts(folder) };
  const now = folderClock(folder);
  const quiet = (part: RunPart) => (now - writtenAt(folder, part)) / 1000;
  return statusFrom(folder, { ...found, ...(await claimsOf(folder)) }, quiet, () =>
    stateOf(folder, run, missing),
  );
}

/** What is found of a run, wherever it lies. */
export interface Found extends Pick<RunStatus, "shards" | "missing" | "claimed" | "failures"> {
  readonly parts: readonly RunPart[];
}

/**
 * What that says of where the run stands.
 * @param quiet seconds since a worker was heard of @param state asked with whether a worker is at work
 */
export function statusFrom(
  folder: string,
  { shards, missing, claimed, failures, parts }: Found,
  quiet: (part: RunPart) => number,
  state: (isAtWork: boolean) => RunState,
): RunStatus {
  const workers = parts.map((part) => workerStatus(part, quiet(part)));
  const open = new Set(missing);
  return {
    folder,
    state: state(workers.some(({ isAtWork }) => isAtWork)),
    shards,
    done: shards - missing.length,
    missing,
    claimed: [...new Set([...claimed, ...workers.flatMap(({ at }) => at)])]
      .filter((shard) => open.has(shard))
      .sort(),
    failures,
    retries: workers.reduce((sum, { retries }) => sum + retries, 0),
    workers,
    secondsLeft: secondsLeft(missing.length, workers, parts),
  };
}

/** When a worker last wrote what it says of itself, by the clock that {@link folderClock} asks; now where it is gone. */
function writtenAt(folder: string, { part }: RunPart): number {
  return statSync(join(folder, "parts", `${part}.json`), { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

function workerStatus(part: RunPart, quiet: number): WorkerStatus {
  const { host = "", device, pairs, seconds, shards = 0, retries = 0, at = [], seen = null } = part;
  const isGoneHere = part.process !== undefined && isGone(part.process);
  const isAtWork = seen !== null && quiet < QUIET_SECONDS && part.over !== true && !isGoneHere;
  return {
    worker: part.part,
    host,
    device,
    shards,
    pairs,
    pairsPerSecond: seconds > 0 ? pairs / seconds : 0,
    at: isAtWork ? at : [],
    retries,
    seen,
    quietSeconds: seen === null ? null : Math.max(0, quiet),
    isAtWork,
  };
}

function secondsLeft(
  missing: number,
  workers: readonly WorkerStatus[],
  parts: readonly RunPart[],
): number | null {
  const pace = workers.reduce((sum, { isAtWork, shards }, i) => {
    const seconds = parts[i]?.seconds ?? 0;
    return isAtWork && seconds > 0 ? sum + shards / seconds : sum;
  }, 0);
  return pace > 0 ? missing / pace : null;
}

/** A folder that is not there has nothing in it; one that cannot be read is another matter. */
async function listed(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOENT") return [];
    throw new CliError(`Cannot read "${folder}": ${code}`, { exitCode: 2, cause });
  }
}

async function claimsOf(folder: string): Promise<Pick<RunStatus, "claimed" | "failures">> {
  const claims = claimsFolder(folder);
  const claimed: string[] = [];
  const failures: FailedAttempt[] = [];
  for (const name of (await listed(claims)).sort()) {
    const [, shard, attempt, state] = /^(.+)\.(\d+)\.(lease|failed)$/u.exec(name) ?? [];
    if (shard === undefined) continue;
    if (state === "lease") claimed.push(shard);
    else
      failures.push({
        shard,
        attempt: Number(attempt),
        reason: await readFile(join(claims, name), "utf8").catch(() => ""),
      });
  }
  return { claimed: [...new Set(claimed)], failures };
}
