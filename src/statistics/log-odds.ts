import jstat from "jstat";

/** How much more often one thing stands in one body of texts than in another. */
export interface LogOdds {
  readonly logOddsRatio: number;
  /** Standard deviations from no difference. */
  readonly z: number;
  /** Two-sided, by the normal distribution. */
  readonly p: number;
}

/** How often something occurs in each of two bodies, and how many occurrences each has in all. */
export interface TwoCounts {
  readonly here: number;
  readonly there: number;
  readonly ofHere: number;
  readonly ofThere: number;
}

/** What a prior weighs in all, in occurrences: words of the other body do not overwhelm a body that is as large. */
const PRIOR = 500;

/**
 * Log-odds ratio with an informative Dirichlet prior, and its z (Monroe, Colaresi & Quinn 2008, "Fightin' Words",
 * eq. 15, 20 and 22): the prior of a thing is its share of both bodies together, so that rare things must show more.
 * @param weight occurrences that the whole prior is worth
 * @throws RangeError for counts that exceed their totals, or things that never occur
 */
export function logOdds({ here, there, ofHere, ofThere }: TwoCounts, weight = PRIOR): LogOdds {
  if (here < 0 || there < 0 || here > ofHere || there > ofThere || here + there === 0)
    throw new RangeError(`wanted counts within their totals, got ${here}/${ofHere} and ${there}/${ofThere}`);
  const prior = (weight * (here + there)) / (ofHere + ofThere);
  const odds = (k: number, n: number) => Math.log((k + prior) / (n + weight - k - prior));
  const logOddsRatio = odds(here, ofHere) - odds(there, ofThere);
  const z = logOddsRatio / Math.sqrt(1 / (here + prior) + 1 / (there + prior));
  return { logOddsRatio, z, p: Math.min(1, 2 * jstat.normal.cdf(-Math.abs(z), 0, 1)) };
}
