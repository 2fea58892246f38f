import jstat from "jstat";
import { generator } from "./bootstrap.ts";

/** How often a classifier is right and wrong on labelled examples. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** A share that is corrected for a classifier's errors, with its 95 % interval. */
export interface Corrected {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

const REPEATS = 2000;
/** Jeffreys' prior for a share. */
const PRIOR = 0.5;
const TAIL = 0.025;

/**
 * How often something is there, from how often a classifier flags it and how often that is right (Rogan & Gladen 1978):
 * (flagged + specificity − 1) / (sensitivity + specificity − 1), held to [0, 1]. The interval is of draws from the
 * posteriors of the three shares under Jeffreys' prior, so that none of few examples counts as known.
 * @param k flagged @param n of so many @param seed the same gives the same interval
 * @returns null where the examples do not show that the classifier flags what is there more often than what is not, or
 * it flags less than by its errors alone
 */
export function correctedShare(
  k: number,
  n: number,
  { truePositives, falsePositives, falseNegatives, trueNegatives }: Confusion,
  seed: string,
): Corrected | null {
  const positives = truePositives + falseNegatives;
  const negatives = falsePositives + trueNegatives;
  if (n === 0 || positives === 0 || negatives === 0) return null;
  const random = generator(seed);
  const draw = (hits: number, of: number) =>
    jstat.beta.inv(Math.min(1 - 1e-12, Math.max(1e-12, random())), hits + PRIOR, of - hits + PRIOR);
  const draws: number[] = [];
  const gaps: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const [sensitivity, falseRate] = [draw(truePositives, positives), draw(falsePositives, negatives)];
    gaps.push(sensitivity - falseRate);
    draws.push(corrected(draw(k, n), sensitivity, falseRate));
  }
  if (at(gaps, TAIL) <= 0) return null;
  const high = at(draws, 1 - TAIL);
  // Fewer flags than come of errors alone: those that were measured are not those that were made here.
  if (high <= 0) return null;
  const rate = corrected(k / n, truePositives / positives, falsePositives / negatives);
  return { rate, low: Math.min(rate, at(draws, TAIL)), high: Math.max(rate, high) };
}

function corrected(flagged: number, sensitivity: number, falseRate: number): number {
  return Math.min(1, Math.max(0, (flagged - falseRate) / (sensitivity - falseRate)));
}

function at(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(share * (values.length - 1))] ?? 0;
}
