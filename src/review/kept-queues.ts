import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { changeFile } from "../process/change-file.ts";
import { CliError } from "../process/errors.ts";
import type { Design } from "../run/labels.ts";

/** How a review queue is asked for. */
export interface ReviewQueue {
  readonly strategy: Exclude<Design["strategy"], "import">;
  /** Id of the signal that `around` and `stratified` go by. */
  readonly signal: string;
  readonly cut: number;
  /** Pairs at most. */
  readonly size: number;
  readonly seed: number;
  /** Name of the view that `view` goes through. */
  readonly view?: string;
}

export const defaultQueue: ReviewQueue = {
  strategy: "flagged",
  signal: "image_nsfw",
  cut: 0.5,
  size: 200,
  seed: 20,
};

/** Queues that a reviewer began, kept at most: those before are taken for given up. */
const KEPT = 50;

const queue = {
  strategy: z.enum(["flagged", "around", "stratified", "clusters", "adjudicate", "view"]),
  signal: z.string(),
  cut: z.number(),
  size: z.int().min(1),
  seed: z.int(),
  view: z.string().exactOptional(),
};
const queueSchema = z.object({ ...queue, earlier: z.array(z.object(queue)).exactOptional() });

/** The queue that a reviewer was going through; null where they have none. @throws CliError (exit code 2) where it is damaged */
export async function leftQueue(folder: string, reviewer: string): Promise<ReviewQueue | null> {
  return (await begunQueues(folder, reviewer))[0] ?? null;
}

/** All queues that a reviewer began, the last one first, finished or not. @throws CliError as {@link leftQueue} */
export async function begunQueues(folder: string, reviewer: string): Promise<readonly ReviewQueue[]> {
  const file = queueFile(folder, reviewer);
  if (!existsSync(file)) return [];
  try {
    return queuesIn(await readFile(file, "utf8"));
  } catch (cause) {
    throw new CliError(`Cannot read "${file}": it is no queue; delete it, or name a --strategy`, {
      exitCode: 2,
      cause,
    });
  }
}

/** Keeps a queue as the one that a reviewer goes through; those that they began before stay begun. */
export async function keepQueue(folder: string, reviewer: string, asked: ReviewQueue): Promise<void> {
  await mkdir(join(folder, "labels"), { recursive: true });
  await changeFile(queueFile(folder, reviewer), (old) => {
    const others = wholeQueues(old).filter((one) => !isSame(one, asked));
    const earlier = others.slice(0, KEPT);
    return `${JSON.stringify({ ...asked, ...(earlier.length > 0 && { earlier }) })}\n`;
  });
}

/** Those of a file that may be damaged: who names another queue goes on without it. */
function wholeQueues(text: string | null): readonly ReviewQueue[] {
  try {
    return text === null ? [] : queuesIn(text);
  } catch {
    return [];
  }
}

function queuesIn(text: string): readonly ReviewQueue[] {
  const { earlier = [], ...last } = queueSchema.parse(JSON.parse(text));
  return [last, ...earlier];
}

function isSame(a: ReviewQueue, b: ReviewQueue): boolean {
  const of = ({ strategy, signal, cut, size, seed, view }: ReviewQueue) =>
    JSON.stringify([strategy, signal, cut, size, seed, view]);
  return of(a) === of(b);
}

function queueFile(folder: string, reviewer: string): string {
  return join(folder, "labels", `${reviewer}.queue.json`);
}
