import { type BootstrapOptions, bootstrap, type Interval } from "./bootstrap.ts";
import {
  averagePrecision,
  type Confusion,
  type CurvePoint,
  confusion,
  once,
  precisionRecall,
  type Ranked,
  rank,
  rates,
  rocAuc,
  type Weights,
} from "./ranking.ts";
import { type Bin, calibrate, expectedCalibrationError } from "./reliability.ts";

/** Points of a precision–recall curve that are kept. */
const CURVE_POINTS = 200;

/** A statistic with its 95 % interval; all `null` where it is not defined. */
export interface Measure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** One scored row, as one label sees it. */
export interface Scored {
  readonly score: number;
  readonly label: 0 | 1;
  /** Empty where the row names none. */
  readonly group: string;
}

/** What was measured on some items: how many, how many of them positive, and what came out. */
export interface Measured<Name extends string> {
  readonly n: number;
  readonly positives: number;
  readonly measures: Readonly<Record<Name, Measure>>;
}

export interface ReliabilityBin extends Omit<Bin, "observed"> {
  readonly observed: Measure;
}

export type LabelMeasure =
  | "auc"
  | "averagePrecision"
  | "f1"
  | "precision"
  | "recall"
  | "falsePositiveRate"
  | "calibrationError";

export interface LabelFigures extends Measured<LabelMeasure> {
  readonly confusion: Confusion;
  readonly curve: readonly CurvePoint[];
  readonly reliability: readonly ReliabilityBin[];
}

/** Figures of one group; the areas are those of Borkan et al. 2019. */
export interface GroupFigures {
  readonly group: string;
  readonly n: number;
  readonly positives: number;
  readonly falsePositiveRate: Measured<"falsePositiveRate">;
  readonly subgroupAuc: Measured<"auc">;
  readonly bpsnAuc: Measured<"auc">;
  readonly bnspAuc: Measured<"auc">;
}

/** All figures of one label, at its threshold. */
export function measureLabel(
  rows: readonly Scored[],
  threshold: number,
  options: BootstrapOptions,
): LabelFigures {
  const ranked = rank(rows);
  const bins = calibrate(ranked, once(ranked));
  const measured = measure(ranked, options, (weights) => {
    const reliability = calibrate(ranked, weights);
    return {
      auc: rocAuc(ranked, weights),
      averagePrecision: averagePrecision(ranked, weights),
      ...rates(confusion(ranked, threshold, weights)),
      calibrationError: expectedCalibrationError(reliability),
      ...Object.fromEntries(reliability.map(({ from, observed }) => [`bin ${from}`, observed])),
    };
  });
  const { n, positives } = measured;
  const all: Readonly<Record<string, Measure>> = measured.measures;
  const {
    auc,
    averagePrecision: ap,
    f1,
    precision,
    recall,
    falsePositiveRate,
    calibrationError,
  } = measured.measures;
  return {
    n,
    positives,
    measures: { auc, averagePrecision: ap, f1, precision, recall, falsePositiveRate, calibrationError },
    confusion: confusion(ranked, threshold, once(ranked)),
    curve: precisionRecall(ranked, CURVE_POINTS),
    reliability: bins.map((bin) => ({ ...bin, observed: all[`bin ${bin.from}`] ?? nothing })),
  };
}

/** Figures of every group that a row names, by name. Rows of other groups or of none are a group's background. */
export function measureGroups(
  rows: readonly Scored[],
  threshold: number,
  options: BootstrapOptions,
): readonly GroupFigures[] {
  const names = [...new Set(rows.map(({ group }) => group))].filter(Boolean).sort();
  return names.map((group) => {
    const auc = (kind: string, chosen: readonly Scored[]) => {
      const ranked = rank(chosen);
      return measure(ranked, { ...options, name: `${options.name}\n${group}\n${kind}` }, (weights) => ({
        auc: rocAuc(ranked, weights),
      }));
    };
    const own = rows.filter((row) => row.group === group);
    const ranked = rank(own);
    return {
      group,
      n: own.length,
      positives: own.filter(({ label }) => label === 1).length,
      falsePositiveRate: measure(
        ranked,
        { ...options, name: `${options.name}\n${group}\nfpr` },
        (weights) => ({
          falsePositiveRate: rates(confusion(ranked, threshold, weights)).falsePositiveRate,
        }),
      ),
      subgroupAuc: auc("subgroup", own),
      bpsnAuc: auc(
        "bpsn",
        rows.filter((row) => (row.group === group) === (row.label === 0)),
      ),
      bnspAuc: auc(
        "bnsp",
        rows.filter((row) => (row.group === group) === (row.label === 1)),
      ),
    };
  });
}

const nothing: Measure = { value: null, low: null, high: null };

function measure<Name extends string>(
  ranked: Ranked,
  options: BootstrapOptions,
  statistics: (weights: Weights) => Readonly<Record<Name, number | null>>,
): Measured<Name> {
  const values = statistics(once(ranked));
  const intervals = bootstrap(ranked.scores.length, statistics, options);
  return {
    n: ranked.labels.length,
    positives: ranked.labels.reduce((sum, label) => sum + label, 0),
    measures: Object.fromEntries(
      Object.entries<number | null>(values).map(([name, value]) => [
        name,
        withInterval(value, intervals[name as Name]),
      ]),
    ) as Record<Name, Measure>,
  };
}

function withInterval(value: number | null, interval: Interval | undefined): Measure {
  return value === null || !interval ? nothing : { value, low: interval.low, high: interval.high };
}
