import { chosenPercent, count, counted, decimals, percent } from "../../process/figures.ts";
import type { Calibration } from "../../review/calibrate.ts";
import type { Share } from "../../statistics/weighted-share.ts";
import { carelessLines } from "./careless-lines.ts";
import { columns } from "./columns.ts";

/** What a bin's line leads to. */
interface Bins {
  /** A line with the pairs of the bin that it is of. */
  readonly linked: (line: string, bin: number) => string;
  /** Labelled pairs that no line opens, since they wait for a verdict of who asks. */
  readonly hidden: number;
}

const NO_LINKS: Bins = { linked: (line) => line, hidden: 0 };

/** A calibration for a terminal, ending with the threshold or why there is none. */
export function calibrationText(calibration: Calibration, present: string, lines: Bins = NO_LINKS): string {
  const { signal, filter, ranking, outcome, target } = calibration;
  const promise = `target: miss at most ${chosenPercent(target.miss)}, ${chosenPercent(target.confidence)} confidence`;
  const { value, low, high } = ranking?.averagePrecision ?? {};
  return [
    `${signal} of ${filter}`,
    ...labelLines(calibration),
    "",
    ...prevalenceLines(calibration),
    ...cutLines(calibration, present),
    ...(value == null
      ? []
      : [`average precision ${decimals(value, 3)} [${decimals(low, 3)}, ${decimals(high, 3)}]`]),
    ...reliabilityLines(calibration, lines),
    "",
    outcome.attained
      ? `${promise}\nthreshold ${outcome.threshold}: misses ${percent(outcome.rate)}, at most ${percent(outcome.bound)} (${outcome.missed} of ${outcome.positives} labelled drops)`
      : `${promise}\n${outcome.reason}`,
  ].join("\n");
}

function labelLines({ design, labels, careless, reviewers, run }: Calibration): readonly string[] {
  const { drop, keep, unsure, open, disputed } = labels;
  const { uncovered } = run;
  return [
    `${drop + keep} labels by ${reviewers.join(", ")}: ${drop} drop, ${keep} keep; not counted: ${unsure} unsure, ${open} open`,
    ...carelessLines(careless),
    ...(disputed > 0 ? [`${disputed} disputed and left out: settle them with --strategy adjudicate`] : []),
    ...(design ? [`design ${design.id}, weighed by the run's ${counted(run.pairs, "pair")}`] : []),
    ...(run.unscored > 0
      ? [`${counted(run.unscored, "pair has", "pairs have")} no score: no cut can flag them`]
      : []),
    ...(uncovered.pairs > 0
      ? [
          `no labels in: ${uncovered.strata.map((id) => (id < 0 ? "no score" : `bin ${id}`)).join(", ")}; nothing is said of ${counted(uncovered.pairs, "pair")} there`,
        ]
      : []),
  ];
}

function prevalenceLines({ prevalence, signal }: Calibration): readonly string[] {
  if (prevalence) return [`should be dropped: ${shareText(prevalence)}, n ${prevalence.n}`, ""];
  return [
    "No label is of a random design. Precision at a cut speaks of flagged pairs, and some of",
    "those were judged. What is not flagged was not drawn by chance, so prevalence, recall and",
    `a threshold cannot be known: nobody looked for what ${signal} misses.`,
    "",
  ];
}

function cutLines({ cuts }: Calibration, present: string): readonly string[] {
  if (cuts.length === 0) return [];
  const rows = cuts.map(({ which, threshold, flagged, precision, recall }) => [
    which === "present" ? present : "found",
    String(threshold),
    count(flagged),
    `${shareText(precision)}, n ${precision.n}`,
    recall ? `${shareText(recall)}, n ${recall.n}` : "not known",
  ]);
  return columns([["cut of", "at", "flagged", "precision", "recall"], ...rows]);
}

function reliabilityLines({ reliability }: Calibration, { linked, hidden }: Bins): readonly string[] {
  if (!reliability) return [];
  const bins = [...reliability.bins.entries()].filter(([, { share }]) => share.n > 0);
  const rows = bins.map(([, { from, to, share }]) => [
    `${decimals(from, 1)}–${decimals(to, 1)}`,
    String(share.n),
    String(share.k),
    shareText(share),
  ]);
  const [head = "", ...lines] = columns([
    ["score", "labels", "drops", "share that should be dropped"],
    ...rows,
  ]);
  return [
    "",
    head,
    ...lines.map((line, i) => linked(line, bins[i]?.[0] ?? -1)),
    ...(hidden > 0
      ? [`${count(hidden)} of these pairs wait for your own verdict: opening a bin leaves them out`]
      : []),
    `expected calibration error ${decimals(reliability.error, 3)}`,
  ];
}

/** `8.2 % [6.1 %, 11.0 %]`; nothing found is a bound, never a clean bill. */
function shareText({ value, low, high, k }: Share): string {
  if (value === null) return "–";
  if (high === 0) return "none, and all were labelled";
  if (k === 0) return `at most ${percent(high)}, 95 %`;
  return `${percent(value)} [${percent(low)}, ${percent(high)}]`;
}
