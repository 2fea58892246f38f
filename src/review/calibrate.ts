import type { Careless, Weighed } from "../run/careless.ts";
import type { LabelRecord } from "../run/labels.ts";
import type { Query } from "../run/query.ts";
import type { Settled } from "../run/verdicts.ts";
import { type Share, weightedShare } from "../statistics/weighted-share.ts";
import { chosenLabels, type LabelChoice, noLabels } from "./chosen-labels.ts";
import { chooseSignal, type RandomDesign, type Signal } from "./designs.ts";
import {
  precision,
  prevalence,
  type Ranking,
  type Reliability,
  ranking,
  recall,
  reliability,
} from "./estimates.ts";
import { flaggedPairs, flaggedVerdicts, needColumns, readSample, type Sample } from "./sample.ts";
import { findThreshold, type Outcome, type Target } from "./threshold.ts";

const REPEATS = 1000;
const SEED = 1;

export interface CalibrateOptions extends LabelChoice {
  readonly target: Target;
  /** The cut that is in use. */
  readonly cut?: number;
}

/** What a cut gives, estimated. */
export interface AtCut {
  readonly which: "present" | "found";
  readonly threshold: number;
  /** Pairs of the run at or above it: counted, not estimated. */
  readonly flagged: number;
  readonly precision: Share;
  /** `null` without a random sample. */
  readonly recall: Share | null;
}

/** What labels say of a signal: no text, no key and no clock, so that the same labels give the same bytes. */
export interface Calibration {
  readonly filter: string;
  readonly signal: string;
  /** `null` where no label is of a random design: then only precision can be estimated. */
  readonly design: { readonly id: string; readonly signal: string; readonly bins: number } | null;
  readonly reviewers: readonly string[];
  /** Pairs by what is held of them; `open` were skipped or are disagreed on, `disputed` wait for an adjudicator. */
  readonly labels: Readonly<Record<"drop" | "keep" | "unsure" | "open" | "disputed", number>>;
  readonly careless: Careless;
  readonly run: {
    readonly pairs: number;
    /** Pairs without a score, which no cut can flag. */
    readonly unscored: number;
    /** Score bins without a label, and their pairs: no estimate speaks of them. */
    readonly uncovered: { readonly strata: readonly number[]; readonly pairs: number };
  };
  readonly prevalence: Share | null;
  readonly ranking: Ranking | null;
  readonly cuts: readonly AtCut[];
  readonly reliability: Reliability | null;
  readonly target: Target;
  readonly outcome: Outcome;
}

/**
 * Calibrates a filter's score on the labels of one random design.
 * @throws CliError (exit code 2) without labels, or where filter, signal, design or reviewer is not known
 */
export async function calibrateRun(
  query: Query,
  all: readonly LabelRecord[],
  options: CalibrateOptions,
): Promise<Calibration> {
  await needColumns(query, chooseSignal(options.filter, options.signal));
  const { signal, records, weighed, design } = chosenLabels(all, options);
  return design
    ? onSample(query, records, weighed, signal, design, options)
    : onFlagged(query, records, weighed, signal, options);
}

async function onSample(
  query: Query,
  records: readonly LabelRecord[],
  { settled, careless }: Weighed,
  signal: Signal,
  design: RandomDesign,
  { run, filter, cut, target }: CalibrateOptions,
): Promise<Calibration> {
  const sample = await readSample(query, settled, signal, design);
  if (sample.labels.length === 0) throw noLabels(run);
  const outcome = findThreshold(sample, target);
  const atCut = async (which: AtCut["which"], threshold: number): Promise<AtCut> => ({
    which,
    threshold,
    flagged: await flaggedPairs(query, signal, threshold),
    precision: precision(sample, threshold),
    recall: recall(sample, threshold),
  });
  const drawn = new Set(design.drawn.map(({ key }) => key));
  const drops = sample.labels.filter(({ drop }) => drop).length;
  return {
    filter,
    signal: signal.id,
    design: { id: design.id, signal: design.signal.id, bins: design.bins },
    reviewers: reviewersOf(records, (key) => drawn.has(key)),
    labels: {
      drop: drops,
      keep: sample.labels.length - drops,
      unsure: sample.unsure,
      open: sample.open,
      disputed: settled.disputed.filter(({ key }) => drawn.has(key)).length,
    },
    careless,
    run: coverage(sample),
    prevalence: prevalence(sample),
    ranking: ranking(sample, { repeats: REPEATS, seed: SEED, name: signal.id }),
    cuts: [
      ...(cut === undefined ? [] : [await atCut("present", cut)]),
      ...(outcome.attained ? [await atCut("found", outcome.threshold)] : []),
    ],
    reliability: reliability(sample),
    target,
    outcome,
  };
}

function coverage({ strata, labels }: Sample): Calibration["run"] {
  const labelled = new Set(labels.map(({ stratum }) => stratum));
  const uncovered = strata.filter(({ id }) => !labelled.has(id));
  const pairsOf = (some: Sample["strata"]) => some.reduce((sum, { pairs }) => sum + pairs, 0);
  return {
    pairs: pairsOf(strata),
    unscored: pairsOf(strata.filter(({ lowest }) => lowest === null)),
    uncovered: { strata: uncovered.map(({ id }) => id), pairs: pairsOf(uncovered) },
  };
}

/** Without a random design: what was judged among the flagged pairs says something of those alone. */
async function onFlagged(
  query: Query,
  records: readonly LabelRecord[],
  { settled, careless }: Weighed,
  signal: Signal,
  { filter, cut, target }: CalibrateOptions,
): Promise<Calibration> {
  const final = [...settled.final.values()];
  const count = (verdict: string) => final.filter((held) => held.verdict === verdict).length;
  const labels = {
    drop: count("drop"),
    keep: count("keep"),
    unsure: count("unsure"),
    open: 0,
    disputed: settled.disputed.length,
  };
  const [run] = await query.rows<{ pairs: number; unscored: number }>(
    `SELECT count(*) AS pairs, count(*) FILTER (WHERE (${signal.value}) IS NULL) AS unscored FROM scores`,
  );
  return {
    filter,
    signal: signal.id,
    design: null,
    reviewers: reviewersOf(records, () => true),
    labels,
    careless,
    run: { pairs: run?.pairs ?? 0, unscored: run?.unscored ?? 0, uncovered: { strata: [], pairs: 0 } },
    prevalence: null,
    ranking: null,
    cuts: cut === undefined ? [] : [await flaggedOnly(query, settled, signal, cut)],
    reliability: null,
    target,
    outcome: { attained: false, reason: "not attainable: no labels of a random design" },
  };
}

async function flaggedOnly(
  query: Query,
  settled: Settled,
  signal: Signal,
  threshold: number,
): Promise<AtCut> {
  const flagged = await flaggedPairs(query, signal, threshold);
  const { keep, drop } = await flaggedVerdicts(query, settled, signal, threshold);
  const counts = { pairs: flagged, labelled: keep + drop, inside: drop, outside: keep };
  const share = weightedShare([{ ...counts, mayInside: true, mayOutside: true }]);
  return { which: "present", threshold, flagged, precision: share, recall: null };
}

/** Who gave a verdict that may count, by name. */
function reviewersOf(records: readonly LabelRecord[], counts: (key: string) => boolean): readonly string[] {
  const names = records.flatMap((record) =>
    record.type === "verdict" && record.verdict !== "skip" && counts(record.key) ? record.reviewer : [],
  );
  return [...new Set(names)].sort();
}
