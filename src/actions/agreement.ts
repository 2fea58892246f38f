import { CliError } from "../process/errors.ts";
import { readRun } from "../run/run.ts";
import { type Disagreement, readSettled } from "../run/verdicts.ts";
import { type Agreement, agreement } from "../statistics/agreement.ts";

/** Resamples of an interval, and their seed. */
const REPEATS = 1000;
const SEED = 1;

/** How far reviewers agree, and the pairs on which they do not. */
export interface ReviewersAgreement {
  readonly measured: Agreement;
  /** Pairs that wait for an adjudicator. */
  readonly disagreements: readonly Disagreement[];
}

/**
 * Measures how far the reviewers of a run agree.
 * @param warn told of each label line that cannot be read
 * @throws CliError (exit code 2): no run, or labels of fewer than two reviewers
 */
export async function measureAgreement(
  run: string,
  warn: (trouble: string) => void,
): Promise<ReviewersAgreement> {
  await readRun(run);
  const { opinions, disputed: disagreements, troubles } = await readSettled(run);
  for (const trouble of troubles) warn(trouble);
  const measured = agreement(opinions, { repeats: REPEATS, seed: SEED });
  if (measured.reviewers.length < 2)
    throw new CliError(
      `Cannot measure agreement on "${run}": wanted labels of two reviewers, got ${measured.reviewers.map(({ name }) => name).join() || "none"}; make some: sluice review ${run} --reviewer NAME`,
      { exitCode: 2 },
    );
  return { measured, disagreements };
}
