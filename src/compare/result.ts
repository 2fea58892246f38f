import jstat from "jstat";
import { type Rate, wilson } from "../statistics/wilson.ts";
import { type Side, winner } from "./duel.ts";
import { isVote, type Verdict } from "./votes.ts";

/** What a blind comparison found. */
export interface Comparison {
  readonly votes: number;
  /** Share of votes that preferred neither. */
  readonly ties: Rate;
  /** Share of decided duels that the first model won. */
  readonly a: Rate;
  /** Two-sided exact sign test that both win equally often; null without a decided duel. */
  readonly p: number | null;
  /** Share of decided duels that the left picture won: far from a half, the voter has a side. */
  readonly left: Rate;
  /** Share of each model's pictures that the output filters refused, of the prompts gone through. */
  readonly refused: Readonly<Record<Side, Rate>>;
}

/** Counts verdicts; ties and refused pictures count for neither model (Dixon & Mood 1946). */
export function compareVotes(verdicts: readonly Verdict[]): Comparison {
  const votes = verdicts.filter(isVote);
  const decided = votes.filter(({ choice }) => choice !== "tie");
  const wins = decided.filter(({ choice, left }) => winner(choice, left) === "a").length;
  const lefts = decided.filter(({ choice }) => choice === "left").length;
  const refused = (side: Side) =>
    verdicts.filter((verdict) => "refused" in verdict && verdict.refused.includes(side)).length;
  return {
    votes: votes.length,
    ties: wilson(votes.length - decided.length, votes.length),
    a: wilson(wins, decided.length),
    p: decided.length === 0 ? null : signTest(wins, decided.length),
    left: wilson(lefts, decided.length),
    refused: {
      a: wilson(refused("a"), verdicts.length),
      b: wilson(refused("b"), verdicts.length),
    },
  };
}

function signTest(wins: number, n: number): number {
  const fewer = Math.min(wins, n - wins);
  return Math.min(1, 2 * jstat.binomial.cdf(fewer, n, 0.5));
}
