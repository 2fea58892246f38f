import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { changeFile } from "../process/change-file.ts";
import { CliError, oneLine } from "../process/errors.ts";
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
const one = z.object(queue);
const queueSchema = z.object({
  ...queue,
  earlier: z.array(one).exactOptional(),
  /** The file was damaged once: what the reviewer began besides these is not known any more. */
  incomplete: z.literal(true).exactOptional(),
});

/** The queues that a reviewer began, finished or not. */
export interface BegunQueues {
  /** The one that they go through; null where they have none, or where it is damaged. */
  readonly last: ReviewQueue | null;
  /** All that are whole, the last one first. */
  readonly queues: readonly ReviewQueue[];
  /** What is wrong with the file, where others may be missing, and the way on; null where all are there. */
  readonly trouble: string | null;
}

/** The queue that a reviewer was going through; null where they have none. @throws CliError (exit code 2) where it is damaged */
export async function leftQueue(folder: string, reviewer: string): Promise<ReviewQueue | null> {
  const { last, trouble } = await begunQueues(folder, reviewer);
  if (last === null && trouble !== null)
    throw new CliError(
      `Cannot read "${queueFile(folder, reviewer)}": the queue that was left is damaged; name a --strategy`,
      { exitCode: 2 },
    );
  return last;
}

/** All queues that a reviewer began: of a file that is damaged, those that are whole. @throws CliError (exit code 2) where it cannot be read */
export async function begunQueues(folder: string, reviewer: string): Promise<BegunQueues> {
  const file = queueFile(folder, reviewer);
  if (!existsSync(file)) return { last: null, queues: [], trouble: null };
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new CliError(`Cannot read "${file}": ${oneLine(cause)}; see that it can be read`, {
      exitCode: 2,
      cause,
    });
  });
  const { last, queues, incomplete } = queuesIn(text);
  const kept = queues.length === 1 ? "1 queue is" : `${queues.length} queues are`;
  const trouble = `Cannot read all of "${file}": ${kept} whole; others' verdicts stay hidden on all that you have not judged, until it is deleted`;
  return { last, queues, trouble: incomplete ? trouble : null };
}

/** Keeps a queue as the one that a reviewer goes through; those that they began before stay begun. */
export async function keepQueue(folder: string, reviewer: string, asked: ReviewQueue): Promise<void> {
  await mkdir(join(folder, "labels"), { recursive: true });
  await changeFile(queueFile(folder, reviewer), (old) => {
    const { queues, incomplete } = old === null ? NONE : queuesIn(old);
    const earlier = queues.filter((other) => !isSame(other, asked)).slice(0, KEPT);
    const more = { ...(earlier.length > 0 && { earlier }), ...(incomplete && { incomplete }) };
    return `${JSON.stringify({ ...asked, ...more })}\n`;
  });
}

/** What a file of queues says. */
interface Read extends Omit<BegunQueues, "trouble"> {
  readonly incomplete: boolean;
}

const NONE: Read = { last: null, queues: [], incomplete: false };

function queuesIn(text: string): Read {
  const whole = queueSchema.safeParse(json(text));
  if (!whole.success) return wholeIn(text);
  const { earlier = [], incomplete = false, ...last } = whole.data;
  return { last, queues: [last, ...earlier], incomplete };
}

/** What is whole of a damaged file: each queue by itself, and the last one as far as those before it. */
function wholeIn(text: string): Read {
  const [head = ""] = text.split(/,\s*"earlier"\s*:/u);
  const last = one.safeParse(json(head === text ? text : `${head}}`)).data ?? null;
  const earlier = (text.slice(head.length).match(/\{[^{}]*\}/gu) ?? []).flatMap((piece) => {
    const { data } = one.safeParse(json(piece));
    return data === undefined ? [] : [data];
  });
  return { last, queues: [...(last === null ? [] : [last]), ...earlier], incomplete: true };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSame(a: ReviewQueue, b: ReviewQueue): boolean {
  const of = ({ strategy, signal, cut, size, seed, view }: ReviewQueue) =>
    JSON.stringify([strategy, signal, cut, size, seed, view]);
  return of(a) === of(b);
}

function queueFile(folder: string, reviewer: string): string {
  return join(folder, "labels", `${reviewer}.queue.json`);
}
