/**
 * A label's score in one register, as the manifest of the text model has it: the logits of all labels, weighted and
 * summed. No weight is below zero, so that no label's evidence excuses another's.
 */
export interface Calibration {
  readonly bias: number;
  /** By label; labels that are not named count nothing. */
  readonly weights: Readonly<Record<string, number>>;
}

/** Keeps the logit of a score of 0 or 1 finite, here as in SQL. */
const EPSILON = 1e-6;

const logit = (score: number): number => Math.log((score + EPSILON) / (1 - score + EPSILON));

/**
 * The score that a calibration makes of those of the labels, from 0 to 1.
 * @param scoreOf a label's score, from 0 to 1
 */
export function calibrated({ bias, weights }: Calibration, scoreOf: (label: string) => number): number {
  const sum = Object.entries(weights).reduce(
    (total, [label, weight]) => total + weight * logit(scoreOf(label)),
    bias,
  );
  return 1 / (1 + Math.exp(-sum));
}

/** The same as SQL over the columns `text_LABEL`, whose nulls it keeps, and the columns that it needs. */
export function calibratedSql({ bias, weights }: Calibration): {
  readonly value: string;
  readonly needs: readonly string[];
} {
  const terms = Object.entries(weights).map(([label, weight]) => {
    const score = `text_${label}::DOUBLE`;
    return `${weight} * ln((${score} + ${EPSILON}) / (1 - ${score} + ${EPSILON}))`;
  });
  return {
    value: `1 / (1 + exp(-(${[bias, ...terms].join(" + ")})))`,
    needs: Object.keys(weights).map((label) => `text_${label}`),
  };
}
