import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { countPairs, type Shard } from "../../../datasets/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { writeNew } from "../../process/files.ts";
import { drawSample } from "./sample.ts";

/** Which pairs of a shard a run takes, where not all. */
export interface Drawn {
  /** Rows drawn, ascending, by shard; a shard that is not named has none. */
  readonly rows?: Readonly<Record<string, readonly number[]>>;
  /** Where shards were drawn before pairs: how many, and of how many. */
  readonly clusters?: { readonly drawn: number; readonly of: number };
  /** Pairs at its begin, by shard; a shard that is not named has none. */
  readonly first?: Readonly<Record<string, number>>;
}

const counts = z.record(z.string(), z.int().nonnegative());
const drawnFile = z.object({
  rows: z.record(z.string(), z.array(z.int().nonnegative())).exactOptional(),
  first: counts.exactOptional(),
  clusters: z.object({ drawn: z.int().positive(), of: z.int().positive() }).exactOptional(),
});

/** What the run was asked to take. */
export interface Less {
  readonly limit?: number | undefined;
  readonly sample?: { readonly size: number; readonly seed: number } | undefined;
}

/**
 * The pairs of a run that takes less than all: drawn once, kept in `drawn.json`, read by every worker.
 * @returns null where all are taken
 * @throws CliError (exit code 2) where the file is damaged
 */
export async function drawnOf(
  folder: string,
  shards: readonly Shard[],
  { limit, sample }: Less,
  signal: AbortSignal,
): Promise<Drawn | null> {
  if (limit === undefined && sample === undefined) return null;
  const path = join(folder, "drawn.json");
  if (!existsSync(path)) {
    const drawn =
      sample === undefined
        ? { first: await firstPairs(shards, limit ?? 0, signal) }
        : await sampled(shards, sample, signal);
    // Another may have drawn meanwhile: its draw is the same.
    await writeNew(path, `${JSON.stringify(drawn)}\n`);
  }
  try {
    return drawnFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new CliError(`Cannot read "${path}": ${oneLine(cause)}; delete it, and it is drawn again`, {
      exitCode: 2,
      cause,
    });
  }
}

/** How many pairs a run takes of some shards; undefined where nobody has counted them. */
export function takenOf(
  shards: readonly Pick<Shard, "name" | "pairs">[],
  drawn: Drawn | null,
): number | undefined {
  const taken = shards.map(({ name, pairs }) => {
    if (drawn === null) return pairs;
    return drawn.rows === undefined ? (drawn.first?.[name] ?? 0) : (drawn.rows[name]?.length ?? 0);
  });
  return taken.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    0,
  );
}

async function sampled(
  shards: readonly Shard[],
  { size, seed }: { readonly size: number; readonly seed: number },
  signal: AbortSignal,
): Promise<Drawn> {
  const { rows: drawn, clusters } = await drawSample(shards, size, seed, signal);
  const rows = Object.fromEntries([...drawn].map(([shard, own]) => [shard, [...own].sort((a, b) => a - b)]));
  return { rows, ...(clusters && { clusters }) };
}

/** How many pairs of which shard the first `limit` are, in dataset order; shards that nobody needs are not read. */
async function firstPairs(
  shards: readonly Shard[],
  limit: number,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const first: Record<string, number> = {};
  let left = limit;
  for (const shard of shards) {
    if (left === 0) break;
    const pairs = await countPairs(shard, signal, left);
    first[shard.name] = pairs;
    left -= pairs;
  }
  return first;
}

/** Shards of which what is done says too little of how far a job is. */
const FEW = 8;

/** Counts what a job of few shards has to do while it is at it; files of another machine are not read twice. */
export async function countAhead(
  shards: readonly Shard[],
  { emit, signal }: Pick<Context, "emit" | "signal">,
): Promise<void> {
  if (shards.length > FEW || shards.some(({ keep }) => keep)) return;
  let pairs = 0;
  for (const shard of shards) pairs += await countPairs(shard, signal);
  if (!signal.aborted) emit({ type: "pairs-counted", pairs });
}
