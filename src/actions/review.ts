import { openPairImages, type PairImages } from "../exposure/pair-images.ts";
import { severityOf } from "../exposure/severity.ts";
import { reopenRunDataset } from "../extensions/reopen.ts";
import { oneLine } from "../process/errors.ts";
import type { ReviewQueue } from "../review/kept-queues.ts";
import { planReview, type ReviewPlan } from "../review/plan.ts";
import { clusterOf } from "../review/queue.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { deniedColumn } from "../run/denied.ts";
import { type LabelFile, openLabelFile } from "../run/labels.ts";
import { type DecisionReceipt, decisionReceipt } from "../run/questions/receipt.ts";
import { rowOf } from "../run/questions/rows.ts";
import { type RunAt, withRun } from "./open-run.ts";

/**
 * A reviewer's queue: what was asked for, else the one they left, else all that is flagged.
 * @throws CliError (exit code 2) when the run lacks what the strategy goes by
 */
export function planReviewOf(
  at: RunAt,
  reviewer: string,
  asked: Partial<ReviewQueue> | undefined,
): Promise<ReviewPlan> {
  return withRun(at, (view) => planReview(view, reviewer, asked));
}

/** @throws CliError as {@link planReviewOf} */
export async function checkQueue(
  view: DecidedRun,
  reviewer: string,
  asked: Partial<ReviewQueue> | undefined,
): Promise<void> {
  await planReview(view, reviewer, asked);
}

/** A run's images, as far as they are in reach. */
export interface OpenedImages {
  /** Null where the dataset is out of reach: text and scores can be judged without the images. */
  readonly images: PairImages | null;
  /** Why there are no images; empty where there are. */
  readonly reason: string;
}

/** A review that can begin. */
export interface OpenedReview extends OpenedImages {
  readonly plan: ReviewPlan;
}

/**
 * A reviewer's queue and the run's images; whoever opens them closes the images.
 * @param data where the dataset lies now, when it moved
 * @throws CliError as {@link planReviewOf}
 */
export async function openReview(
  view: DecidedRun,
  reviewer: string,
  asked: Partial<ReviewQueue> | undefined,
  data: string | null,
): Promise<OpenedReview> {
  const plan = await planReview(view, reviewer, asked);
  return { plan, ...(await openImages(view, data)) };
}

/** Images kept for a page of tiles, which is drawn anew at each rung. */
const PAGE_OF_TILES = 64;

/** The images of a run's pairs, for a grid of them; whoever opens them closes them. @param data where the dataset lies now, when it moved */
export function openTiles(view: DecidedRun, data: string | null): Promise<OpenedImages> {
  return openImages(view, data, PAGE_OF_TILES);
}

async function openImages(view: DecidedRun, data: string | null, kept?: number): Promise<OpenedImages> {
  try {
    const dataset = await reopenRunDataset(view.run.inputs, view.folder, data);
    const denied = await deniedPlaces(view);
    const refused = (shard: string, row: number) =>
      denied.has(`${row}\n${shard}`) ? "it is on a list of known harm: nobody sees it" : null;
    return { images: openPairImages(dataset, kept, refused), reason: "" };
  } catch (error) {
    return { images: null, reason: oneLine(error) };
  }
}

async function deniedPlaces({ query, columns }: DecidedRun): Promise<ReadonlySet<string>> {
  if (!columns.some(({ name }) => name === deniedColumn.name)) return new Set();
  const rows = await query.rows<{ shard: string; row: number }>("SELECT shard, row FROM scores WHERE denied");
  return new Set(rows.map(({ shard, row }) => `${row}\n${shard}`));
}

/** What the run knows of a pair that comes up. */
export interface PairFacts {
  readonly receipt: DecisionReceipt;
  /** Keys of its near duplicates. */
  readonly cluster: readonly string[];
  /** How harmful it may be, as `severityOf`. */
  readonly severity: number;
  /** How much its caption may harm, as `doubtOf`. */
  readonly doubt: number | null;
}

/** What the run knows of a pair. @throws CliError (exit code 2) where it has no such pair */
export async function factsOfPair(view: DecidedRun, key: string): Promise<PairFacts> {
  const [receipt, cluster] = await Promise.all([decisionReceipt(view, key), clusterOf(view, key)]);
  const severity = severityOf((await rowOf(view, receipt.shard, receipt.row)) ?? {});
  return { receipt, cluster, severity, doubt: receipt.doubt };
}

/** A reviewer's label file, for writing; whoever opens it closes it. @throws CliError (exit code 2) */
export function openLabels(folder: string, reviewer: string, now: () => Date): Promise<LabelFile> {
  return openLabelFile(folder, reviewer, now);
}
