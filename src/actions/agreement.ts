import { CliError } from "../process/errors.ts";
import { type Careless, weigh } from "../run/careless.ts";
import { readRun } from "../run/run.ts";
import { type Disagreement, readSettled } from "../run/verdicts.ts";
import { type Agreement, agreement } from "../statistics/agreement.ts";

/** Resamples of an interval, and their seed. */
const REPEATS = 1000;
const SEED = 1;

/** How far reviewers agree, and the pairs on which they do not. */
export interface ReviewersAgreement {
  readonly careless: Careless;
  readonly measured: Agreement;
  /** Pairs that wait for an adjudicator. */
  readonly disagreements: readonly Disagreement[];
}

/**
 * Measures how far the reviewers of a run agree.
 * @param careful leaves out verdicts given in haste or with nothing revealed
 * @param warn told of each label line that cannot be read
 * @throws CliError (exit code 2): no run, or labels of fewer than two reviewers
 */
export async function measureAgreement(
  run: string,
  careful: boolean,
  warn: (trouble: string) => void,
): Promise<ReviewersAgreement> {
  await readRun(run);
  const labels = await readSettled(run);
  for (const trouble of labels.troubles) warn(trouble);
  const { settled, careless } = weigh(labels, careful);
  const { opinions, disputed: disagreements } = settled;
  const measured = agreement(opinions, { repeats: REPEATS, seed: SEED });
  if (measured.reviewers.length < 2)
    throw new CliError(
      `Cannot measure agreement on "${run}": wanted labels of two reviewers, got ${measured.reviewers.map(({ name }) => name).join() || "none"}; make some: sluice review ${run} --reviewer NAME`,
      { exitCode: 2 },
    );
  return { measured, careless, disagreements };
}
