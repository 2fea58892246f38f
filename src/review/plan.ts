import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CliError } from "../process/errors.ts";
import { writeWhole } from "../process/files.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { Design, LabelRecord, VerdictRecord } from "../run/labels.ts";
import { literal } from "../run/query.ts";
import { type Disagreement, settle } from "../run/verdicts.ts";
import { buildQueue, type QueueItem } from "./queue.ts";

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

/** A pair in a queue, with what an adjudicator must know. */
export type PlanItem = QueueItem & Pick<Partial<Disagreement>, "verdicts">;

/** A reviewer's work on a run: what is to judge, what they judged already, in the order they did. */
export interface ReviewPlan {
  readonly asked: ReviewQueue;
  readonly role: VerdictRecord["role"];
  readonly design: Pick<Design, "strategy" | "id">;
  readonly about: string;
  readonly pending: readonly PlanItem[];
  /** Skipped pairs stand here too: a skip can be taken back. */
  readonly done: readonly Judged[];
  readonly records: readonly LabelRecord[];
  /** Label lines that could not be read. */
  readonly troubles: readonly string[];
}

/** A verdict of this reviewer, with the near duplicates in the queue that it covers. */
export interface Judged {
  readonly item: PlanItem;
  readonly record: VerdictRecord;
  readonly covered: readonly PlanItem[];
}

const queueSchema: z.ZodType<ReviewQueue> = z.object({
  strategy: z.enum(["flagged", "around", "stratified", "clusters", "adjudicate", "view"]),
  signal: z.string(),
  cut: z.number(),
  size: z.int().min(1),
  seed: z.int(),
  view: z.string().exactOptional(),
});

/**
 * A reviewer's plan: the queue that was asked for, else the one they left, else all that is flagged; what
 * they judged is done, what they skipped comes last. Other reviewers' verdicts have no part in it.
 * @throws CliError (exit code 2) when the run lacks what the strategy goes by
 */
export async function planReview(
  view: DecidedRun,
  reviewer: string,
  asked: Partial<ReviewQueue> = {},
): Promise<ReviewPlan> {
  const fresh = Object.keys(asked).length > 0;
  const queue = { ...defaultQueue, ...(fresh ? {} : await leftQueue(view.folder, reviewer)), ...asked };
  const { records, troubles, standing } = await view.labels();
  const role = queue.strategy === "adjudicate" ? "adjudicator" : "reviewer";
  const drawn =
    queue.strategy === "adjudicate"
      ? await disputed(view, records, reviewer, queue)
      : await buildQueue(view, { ...queue, strategy: queue.strategy });
  await keepQueue(view.folder, reviewer, queue);
  const mine = standing.filter((record) => record.reviewer === reviewer && record.role === role);
  return { asked: queue, role, records, troubles, ...drawn, ...split(drawn.items, mine) };
}

function split(
  items: readonly PlanItem[],
  mine: readonly VerdictRecord[],
): Pick<ReviewPlan, "pending" | "done"> {
  const byKey = new Map(mine.map((record) => [record.key, record]));
  const covered = new Set(mine.filter(({ verdict }) => verdict !== "skip").flatMap(({ also }) => also));
  const skipped = (item: PlanItem) => byKey.get(item.key)?.verdict === "skip";
  const open = items.filter(({ key }) => !byKey.has(key) && !covered.has(key));
  const itemOf = new Map(items.map((item) => [item.key, item]));
  return {
    pending: [...open, ...items.filter(skipped)],
    done: mine.flatMap((record) => {
      const item = itemOf.get(record.key);
      const also = record.also.filter((key) => !byKey.has(key));
      return item ? [{ item, record, covered: also.flatMap((key) => itemOf.get(key) ?? []) }] : [];
    }),
  };
}

/** What reviewers disagree on, where this person is none of them; open cases and those they settled themselves. */
async function disputed(
  view: DecidedRun,
  records: readonly LabelRecord[],
  reviewer: string,
  { size }: ReviewQueue,
): Promise<{ items: readonly PlanItem[] } & Pick<ReviewPlan, "design" | "about">> {
  const own = (record: LabelRecord) =>
    record.type === "verdict" && record.role === "adjudicator" && record.reviewer === reviewer;
  const cases = settle(records.filter((record) => !own(record))).disputed.filter(
    ({ verdicts }) => !verdicts.some((verdict) => verdict.reviewer === reviewer),
  );
  const keys = cases.map(({ key }) => `'${literal(key)}'`).join(", ");
  const places =
    cases.length === 0
      ? []
      : await view.query.rows<{ key: string; shard: string; row: number }>(
          `SELECT key, shard, row FROM scores WHERE key IN (${keys}) ORDER BY shard, row LIMIT ${size}`,
        );
  const verdictsOf = new Map(cases.map(({ key, verdicts }) => [key, verdicts]));
  return {
    design: { strategy: "adjudicate", id: "adjudicate" },
    about: "pairs on which reviewers disagree",
    items: places.map((place) => ({
      ...place,
      stratum: null,
      probability: null,
      verdicts: verdictsOf.get(place.key) ?? [],
    })),
  };
}

function queueFile(folder: string, reviewer: string): string {
  return join(folder, "labels", `${reviewer}.queue.json`);
}

/** The queue that a reviewer was going through; null where they have none. @throws CliError (exit code 2) where it is damaged */
export async function leftQueue(folder: string, reviewer: string): Promise<ReviewQueue | null> {
  const file = queueFile(folder, reviewer);
  if (!existsSync(file)) return null;
  try {
    return queueSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw new CliError(`Cannot read "${file}": it is no queue; delete it, or name a --strategy`, {
      exitCode: 2,
      cause,
    });
  }
}

async function keepQueue(folder: string, reviewer: string, queue: ReviewQueue): Promise<void> {
  await mkdir(join(folder, "labels"), { recursive: true });
  await writeWhole(queueFile(folder, reviewer), `${JSON.stringify(queue)}\n`);
}
