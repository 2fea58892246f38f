import { type DuelPicture, leftOf, type OpenComparison } from "../../compare/comparison.ts";
import type { Choice, Side } from "../../compare/duel.ts";
import { type DuelStanding, duelStandingOf } from "../../compare/progress.ts";
import { type Comparison, compareVotes } from "../../compare/result.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { CliError } from "../../process/errors.ts";

/** What the verdicts of one voter say, and of which models. */
export interface Counted {
  readonly models: Readonly<Record<Side, string>>;
  readonly comparison: Comparison;
}

/** A preference, or that there is none. */
export interface Given {
  readonly prompt: number;
  readonly choice: Choice;
  /** Whose picture stood on the left of the screen. */
  readonly left: Side;
  /** From when both were in colour. */
  readonly seconds: number;
}

/** A comparison as its voter goes through it: what each key does, and nothing that tells a model before the end. */
export interface Voting {
  readonly prompts: readonly Prompt[];
  /** Prompts with a verdict, by number, in the order given. */
  judged(): readonly number[];
  /** Whose picture stands on the left of a prompt. */
  leftOf(prompt: number): Side;
  /** A model's picture of a prompt; waits until it is made. */
  picture(side: Side, prompt: number): Promise<DuelPicture>;
  /** Whether a prompt can be voted on; waits until both pictures are made, or known not to be. */
  standing(prompt: number): Promise<DuelStanding>;
  /** Counts that both pictures were shown in colour: before they are. */
  reveal(prompt: number): Promise<void>;
  vote(given: Given, now: Date): Promise<void>;
  /** Records that a prompt was passed over, since the output filters refused a picture of it. */
  passOver(prompt: number, refused: readonly Side[], now: Date): Promise<void>;
  /** Takes a verdict back. @throws CliError (exit code 2) once every prompt has one: the models are named then */
  undo(prompt: number): Promise<void>;
  /** What the verdicts say; null while a prompt is left, since a name would not be blind. */
  result(): Counted | null;
}

/** How a comparison is voted on. Whatever writes rejects when the disk fails; that verdict falls again then. */
export function votingOn(comparison: OpenComparison): Voting {
  const { models, prompts, votes, picture } = comparison;
  const over = () => votes.verdicts().length >= prompts.length;
  return {
    prompts,
    judged: () => votes.verdicts().map(({ prompt }) => prompt),
    leftOf: (prompt) => leftOf(comparison, prompt),
    picture,
    async standing(prompt) {
      const [a, b] = await Promise.all([picture("a", prompt), picture("b", prompt)]);
      return duelStandingOf({ a, b });
    },
    reveal: votes.reveal,
    vote: ({ prompt, choice, left, seconds }, now) =>
      votes.vote({ time: now.toISOString(), prompt, choice, left, seconds }),
    passOver: (prompt, refused, now) => votes.refuse({ time: now.toISOString(), prompt, refused }),
    async undo(prompt) {
      if (over())
        throw new CliError("Cannot take a verdict back: every prompt has one, and the models are named", {
          exitCode: 2,
        });
      await votes.undo(prompt);
    },
    result: () => (over() ? { models, comparison: compareVotes(votes.verdicts()) } : null),
  };
}
