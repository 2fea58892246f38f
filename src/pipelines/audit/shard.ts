import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import {
  CarriedTally,
  LayoutTally,
  type Pair,
  type ReadContent,
  type Shard,
  wholeFile,
} from "../../../datasets/index.ts";
import type { Column } from "../../../filters/index.ts";
import { type SealedHit, sealHits } from "../../harm/hits.ts";
import type { Context } from "../../process/events.ts";
import { writeWhole } from "../../process/files.ts";
import { steadyHeap } from "../../process/steady-heap.ts";
import { version } from "../../process/version.ts";
import { decodeColumns } from "../../run/arrow.ts";
import { errorPath, scorePath } from "../../run/run.ts";
import { createScoreFile, type ScoreFile } from "../../run/scores.ts";
import type { StoredLayout } from "../../run/shard-facts.ts";
import { storedZips } from "../../run/stored-zips.ts";
import type { Scored } from "./batch.ts";
import { feed, type Selection } from "./feed.ts";
import type { Pool } from "./pool.ts";

/** What came of one shard. */
export interface ShardResult {
  readonly pairs: number;
  readonly failed: number;
}

/** Results waiting for their turn to be written, at most; keeps a slow batch from filling memory. */
const AHEAD = 64;

/** Scores one shard into its Parquet file, in stored order. A throw leaves no file behind. */
export async function auditShard(
  shard: Shard,
  { custodian, ...selection }: Selection & { readonly custodian?: string },
  pool: Pool,
  columns: readonly Column[],
  folder: string,
  { emit, signal, now }: Context,
): Promise<ShardResult> {
  const started = now().getTime();
  emit({
    type: "shard-started",
    shard: shard.name,
    ...expectedOf(shard, selection),
  });
  const file = createScoreFile(scorePath(folder, shard.name), columns);
  const log = new ErrorLog();
  const onTrouble = (trouble: string) => {
    log.trouble(trouble);
    emit({ type: "trouble", shard: shard.name, trouble });
  };
  const carried = new CarriedTally();
  const layout = new LayoutTally();
  // What a pair is made of counts once it is scored: until then its pictures may turn out to be on a list.
  const notes = new Map<number, () => void>();
  let pairs = 0;
  let failed = 0;
  const hits: SealedHit[] = [];
  const write = async (parts: readonly Scored[]) => {
    for (const scored of parts) {
      signal.throwIfAborted();
      const values = decodeColumns(scored.columns);
      for (const [i, row] of (values.get("row") ?? []).entries()) {
        if (values.get("denied")?.[i] !== true) notes.get(Number(row))?.();
        notes.delete(Number(row));
      }
      await appendTo(file, log, values);
      hits.push(...(scored.hits ?? []));
      pairs += scored.pairs;
      failed += scored.failed;
      emit({ type: "pairs-scored", shard: shard.name, pairs: scored.pairs, failed: scored.failed });
    }
    steadyHeap();
  };
  try {
    const queue: Promise<readonly Scored[]>[] = [];
    const onContent = (pair: Pair, content: ReadContent) => {
      const counts = [carried.note(pair, content), layout.note(pair, content.images)];
      notes.set(pair.row, () => {
        for (const count of counts) count();
      });
    };
    for await (const batch of feed(shard, selection, signal, onTrouble, onContent, (hit) => hits.push(hit))) {
      queue.push((await pool.submit(batch)).result);
      if (queue.length > AHEAD) await write(await (queue.shift() as Promise<readonly Scored[]>));
    }
    for (const scored of queue) await write(await scored);
    const sha256 = await shard.digest(signal);
    await log.save(errorPath(folder, shard.name));
    // Before the shard counts as done: whoever redoes it seals the same.
    if (custodian !== undefined && hits.length > 0) await sealHits(folder, shard.name, hits, custodian);
    const { device, runtime } = pool.facts;
    const facts = {
      source: shard.source,
      bytes: shard.bytes,
      sha256,
      pairs,
      failed,
      troubles: log.troubles,
      device,
      runtime,
      sluice: version,
    };
    await file.finish({
      ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)])),
      carried: JSON.stringify(carried.result()),
      layout: JSON.stringify({ ...layout.result(), ...(await placeOf(shard, signal)) }),
    });
  } catch (error) {
    await file.discard();
    throw error;
  }
  emit({
    type: "shard-finished",
    shard: shard.name,
    pairs,
    failed,
    seconds: (now().getTime() - started) / 1000,
  });
  return { pairs, failed };
}

/** Pairs that will be taken of a shard, where that is known. */
function expectedOf({ pairs }: Shard, { rows, limit }: Selection): { readonly pairs?: number } {
  const taken = rows?.size ?? (limit === undefined ? pairs : Math.min(limit, pairs ?? limit));
  return taken === undefined ? {} : { pairs: taken };
}

/** Whose format and which place it is of, and the file that it begins. */
async function placeOf(shard: Shard, signal: AbortSignal): Promise<Partial<StoredLayout>> {
  const { format, place, rowsAt, whole } = shard;
  const zips = await storedZips(shard, signal);
  const file = whole === undefined ? null : await wholeFile(whole, signal);
  return {
    ...(format === undefined ? {} : { format }),
    ...(place === undefined ? {} : { place }),
    ...(rowsAt === undefined ? {} : { rowsAt }),
    ...(file === null ? {} : { whole: file }),
    ...(zips === undefined ? {} : { zips }),
  };
}

async function appendTo(
  file: ScoreFile,
  log: ErrorLog,
  values: ReturnType<typeof decodeColumns>,
): Promise<void> {
  for (const [i, error] of (values.get("error") ?? []).entries())
    if (error !== null)
      log.pair(String(values.get("key")?.[i]), Number(values.get("row")?.[i]), String(error));
  await file.append(values);
}

/** The errors of one shard, for `errors/<shard>.jsonl`. */
class ErrorLog {
  #lines: string[] = [];
  troubles = 0;

  trouble(trouble: string): void {
    this.troubles++;
    this.#lines.push(JSON.stringify({ trouble }));
  }

  pair(key: string, row: number, error: string): void {
    this.#lines.push(JSON.stringify({ key, row, error }));
  }

  async save(path: string): Promise<void> {
    if (this.#lines.length === 0) return;
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, `${this.#lines.join("\n")}\n`);
  }
}
