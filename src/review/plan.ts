import type { DecidedRun } from "../run/decided-run.ts";
import type { Design, LabelRecord, VerdictRecord } from "../run/labels.ts";
import { literal } from "../run/literal.ts";
import { type Disagreement, settle } from "../run/verdicts.ts";
import { waitingFor } from "./blind.ts";
import { begunQueues, defaultQueue, keepQueue, leftQueue, type ReviewQueue } from "./kept-queues.ts";
import { buildQueue, type Queue, type QueueItem } from "./queue.ts";

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
  /** Label lines that could not be read, and a damaged file of queues. */
  readonly troubles: readonly string[];
}

/** A verdict of this reviewer, with the near duplicates in the queue that it covers. */
export interface Judged {
  readonly item: PlanItem;
  readonly record: VerdictRecord;
  readonly covered: readonly PlanItem[];
}

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
  const { trouble } = await begunQueues(view.folder, reviewer);
  const mine = standing.filter((record) => record.reviewer === reviewer && record.role === role);
  const all = trouble === null ? troubles : [trouble, ...troubles];
  return { asked: queue, role, records, troubles: all, ...drawn, ...split(drawn, mine) };
}

/**
 * What of a queue is judged, and what is not. A pair that was drawn by chance is judged as that: what was said of it in
 * another queue or a gallery has no part in an estimate, and were it left out, the sample would lack what was looked at before.
 */
function split(
  { items, design: { id } }: Pick<Queue, "items" | "design">,
  mine: readonly VerdictRecord[],
): Pick<ReviewPlan, "pending" | "done"> {
  const itemOf = new Map(items.map((item) => [item.key, item]));
  const byChance = (key: string) => typeof itemOf.get(key)?.probability === "number";
  const said = mine.filter(({ key, design }) => !byChance(key) || design.id === id);
  const byKey = new Map(said.map((record) => [record.key, record]));
  const also = said.filter(({ verdict }) => verdict !== "skip").flatMap((record) => record.also);
  const covered = new Set(also.filter((key) => !byChance(key)));
  const skipped = (item: PlanItem) => byKey.get(item.key)?.verdict === "skip";
  const open = items.filter(({ key }) => !byKey.has(key) && !covered.has(key));
  return {
    pending: [...open, ...items.filter(skipped)],
    done: said.flatMap((record) => {
      const item = itemOf.get(record.key);
      const others = record.also.filter((key) => covered.has(key) && !byKey.has(key));
      return item ? [{ item, record, covered: others.flatMap((key) => itemOf.get(key) ?? []) }] : [];
    }),
  };
}

/**
 * What reviewers disagree on, where this person is none of them; open cases and those they settled themselves. What waits
 * for their own verdict in another queue is none yet: they would be told what others said of it.
 */
async function disputed(
  view: DecidedRun,
  records: readonly LabelRecord[],
  reviewer: string,
  { size }: ReviewQueue,
): Promise<{ items: readonly PlanItem[] } & Pick<ReviewPlan, "design" | "about">> {
  const own = (record: LabelRecord) =>
    record.type === "verdict" && record.role === "adjudicator" && record.reviewer === reviewer;
  const found = settle(records.filter((record) => !own(record))).disputed.filter(
    ({ verdicts }) => !verdicts.some((verdict) => verdict.reviewer === reviewer),
  );
  const waiting = await waitingFor(view, reviewer);
  const cases = found.filter(({ key }) => !waiting.has(key));
  const left = found.length - cases.length;
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
    about:
      left === 0
        ? "pairs on which reviewers disagree"
        : `what reviewers disagree on, but ${left} that wait${left === 1 ? "s" : ""} for your own verdict`,
    items: places.map((place) => ({
      ...place,
      stratum: null,
      probability: null,
      verdicts: verdictsOf.get(place.key) ?? [],
    })),
  };
}
