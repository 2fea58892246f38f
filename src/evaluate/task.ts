import { calibrated } from "../../filters/index.ts";
import type { CalibratedCuts, Register, TextClassifier } from "../../models/index.ts";
import type { Scored } from "../statistics/measures.ts";
import { type Mistakes, noMistakes } from "./mistakes.ts";

const DEFAULT_THRESHOLD = 0.5;

/** A label that is measured: its cut, and what was scored of it so far. */
export interface Task {
  readonly label: string;
  readonly threshold: number;
  readonly thresholdFrom: "model" | "flag" | "default";
  /** The label's score in its register, of all labels' scores. */
  readonly score: (scores: Float32Array) => number | undefined;
  readonly scored: Scored[];
  readonly mistakes: Mistakes;
}

/** A classifier's cuts of a register, where it has any. */
export function cutsOf({ thresholds }: TextClassifier, register: Register): CalibratedCuts | undefined {
  return register === "caption" ? thresholds : thresholds?.registers?.[register];
}

/** @param flag the cut of labels for which the model recommends none */
export function taskOf(
  label: string,
  labels: readonly string[],
  cuts: ReturnType<typeof cutsOf>,
  flag: number | undefined,
): Task {
  const recommended = cuts?.values[label];
  const own = cuts?.calibration?.[label];
  const column = labels.indexOf(label);
  return {
    label,
    score: (scores) =>
      own === undefined ? scores[column] : calibrated(own, (name) => scores[labels.indexOf(name)] ?? 0),
    threshold: recommended ?? flag ?? DEFAULT_THRESHOLD,
    thresholdFrom: recommended !== undefined ? "model" : flag !== undefined ? "flag" : "default",
    scored: [],
    mistakes: noMistakes(),
  };
}
