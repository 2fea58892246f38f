import type { Side } from "../../compare/duel.ts";
import type { Comparison } from "../../compare/result.ts";
import { counted, pValue, wholePercent } from "../../process/figures.ts";
import type { Rate } from "../../statistics/wilson.ts";

/**
 * What the verdicts say, for people: `illustrator won 7 of 9 decided: 78 % [45, 94], sign test p = 0.18`, then
 * ties, refused pictures and the habit of the eye, each with n and a 95 % interval.
 */
export function resultLines(
  models: Readonly<Record<Side, string>>,
  { votes, a, p, ties, left, refused }: Comparison,
): readonly string[] {
  if (refused.a.n === 0) return ["no verdict was given"];
  const undecided =
    votes === 0
      ? "no preference: no prompt had two pictures to vote on"
      : `no preference: ${counted(votes, "vote")}, none decided`;
  return [
    p === null ? undecided : `${models.a} won ${share(a, "decided")}, sign test p = ${pValue(p)}`,
    ...(votes === 0 ? [] : [`ties: ${share(ties, "votes")}`]),
    ...(["a", "b"] as const).map(
      (side) => `refused by the output filters, ${models[side]}: ${share(refused[side], "pictures")}`,
    ),
    ...(p === null
      ? []
      : [`left picture won: ${share(left, "decided")}; far from half is a habit of the eye`]),
  ];
}

/** What a voter may know before the end: nothing that tells a model. */
export function unfinishedLine(given: number, left: number): string {
  return `${counted(given, "verdict")} given, ${counted(left, "prompt")} left: the result is named when none is left; the same command goes on`;
}

/** `7 of 9 decided: 78 % [45, 94]`. */
function share({ k, n, rate, low, high }: Rate, of: string): string {
  return `${k} of ${n} ${of}: ${wholePercent(rate)} % [${wholePercent(low)}, ${wholePercent(high)}]`;
}
