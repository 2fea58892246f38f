import { CliError } from "../process/errors.ts";
import { shellWord } from "../process/shell-word.ts";
import { type Careless, weigh } from "../run/careless.ts";
import { literal } from "../run/literal.ts";
import { readRun } from "../run/run.ts";
import { type Disagreement, readSettled } from "../run/verdicts.ts";
import { type Agreement, agreement, type Opinions } from "../statistics/agreement.ts";
import { waitingIn } from "./waiting.ts";

/** Resamples of an interval, and their seed. */
const REPEATS = 1000;
const SEED = 1;

/** How far reviewers agree, and the pairs on which they do not. */
export interface ReviewersAgreement {
  readonly careless: Careless;
  readonly measured: Agreement;
  /** Pairs that wait for an adjudicator, as far as who asks may know them. */
  readonly disagreements: readonly Disagreement[];
  /** Others that wait for one, and for a verdict of who asks before. */
  readonly hidden: number;
  readonly pairs: AgreementPairs;
}

/** Which pairs the figures count, as predicates, without those that wait for a verdict of who asks; null where none is. */
export interface AgreementPairs {
  /** Of each two reviewers, in the order of `between`: those that both judged, and those they judged otherwise. */
  readonly between: readonly { readonly both: string | null; readonly differ: string | null }[];
  /** Judged by two or more. */
  readonly twice: string | null;
  readonly disputed: string | null;
}

/** Who asks, and what counts. */
export interface AgreementWish {
  /** Leaves out verdicts given in haste or with nothing revealed. */
  readonly careful: boolean;
  /** Who asks: which pairs others judged stays hidden where they wait in this person's queue. */
  readonly reviewer: string;
}

/**
 * Measures how far the reviewers of a run agree.
 * @param warn told of each label line that cannot be read
 * @throws CliError (exit code 2): no run, or labels of fewer than two reviewers
 */
export async function measureAgreement(
  run: string,
  { careful, reviewer }: AgreementWish,
  warn: (trouble: string) => void,
): Promise<ReviewersAgreement> {
  await readRun(run);
  const labels = await readSettled(run);
  for (const trouble of labels.troubles) warn(trouble);
  const { settled, careless } = weigh(labels, careful);
  const { opinions, disputed } = settled;
  const measured = agreement([...opinions.values()], { repeats: REPEATS, seed: SEED });
  if (measured.reviewers.length < 2)
    throw new CliError(
      `Cannot measure agreement on "${run}": wanted labels of two reviewers, got ${measured.reviewers.map(({ name }) => name).join() || "none"}; make some: sluice review ${shellWord(run)} --reviewer NAME`,
      { exitCode: 2 },
    );
  const waiting = await waitingIn(run, reviewer);
  const disagreements = disputed.filter(({ key }) => !waiting.has(key));
  const shown = [...opinions].filter(([key]) => !waiting.has(key));
  return {
    ...{ measured, careless, disagreements, hidden: disputed.length - disagreements.length },
    pairs: {
      between: measured.between.map(({ reviewers: [first, second] }) => {
        const both = shown.filter(([, said]) => said.has(first) && said.has(second));
        const differ = both.filter(([, said]) => said.get(first) !== said.get(second));
        return { both: those(both), differ: those(differ) };
      }),
      twice: those(shown.filter(([, said]) => said.size > 1)),
      disputed: those(disagreements.map(({ key }) => [key] as const)),
    },
  };
}

function those(pairs: readonly (readonly [key: string, said?: Opinions])[]): string | null {
  if (pairs.length === 0) return null;
  return `key IN (${pairs.map(([key]) => `'${literal(key)}'`).join(", ")})`;
}
