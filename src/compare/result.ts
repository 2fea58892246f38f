import jstat from "jstat";
import { type Rate, wilson } from "../summary/wilson.ts";
import { winner } from "./duel.ts";
import type { Vote } from "./votes.ts";

/** What a blind comparison found. */
export interface Comparison {
  readonly votes: number;
  readonly ties: number;
  /** Share of decided duels that the first model won. */
  readonly a: Rate;
  /** Two-sided exact sign test that both win equally often; null without a decided duel. */
  readonly p: number | null;
  /** Share of decided duels that the left picture won: far from a half, the voter has a side. */
  readonly left: Rate;
}

/** Counts votes; ties count for neither (Dixon & Mood 1946). */
export function compareVotes(votes: readonly Vote[]): Comparison {
  const decided = votes.filter(({ choice }) => choice !== "tie");
  const wins = decided.filter(({ choice, left }) => winner(choice, left) === "a").length;
  const lefts = decided.filter(({ choice }) => choice === "left").length;
  return {
    votes: votes.length,
    ties: votes.length - decided.length,
    a: wilson(wins, decided.length),
    p: decided.length === 0 ? null : signTest(wins, decided.length),
    left: wilson(lefts, decided.length),
  };
}

function signTest(wins: number, n: number): number {
  const fewer = Math.min(wins, n - wins);
  return Math.min(1, 2 * jstat.binomial.cdf(fewer, n, 0.5));
}
