import { type DuelPicture, leftOf, type OpenComparison } from "../../compare/comparison.ts";
import type { Choice, Side } from "../../compare/duel.ts";
import { type DuelStanding, duelStandingOf } from "../../compare/progress.ts";
import { type Comparison, compareVotes } from "../../compare/result.ts";
import { rungs } from "../../exposure/ladder.ts";
import { obscure, obscuredPng } from "../../exposure/obscure.ts";
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

/** How much of two pictures a voter sees. */
export type DuelRung = "mosaic" | "colour";

/** A comparison as its voter goes through it: what each key does, and nothing that tells a model before the end. */
export interface Voting {
  readonly prompts: readonly Prompt[];
  /** Prompts with a verdict, by number, in the order given. */
  judged(): readonly number[];
  /** Whose picture stands on the left of a prompt. */
  leftOf(prompt: number): Side;
  /**
   * A model's picture of a prompt, obscured; waits until it is made, and until that it is shown was recorded: behind
   * a mosaic once each time that the prompt comes up, in colour only after {@link reveal}.
   */
  picture(side: Side, prompt: number, rung: DuelRung): Promise<DuelPicture>;
  /** Whether a prompt can be voted on; waits until both pictures are made, or known not to be. */
  standing(prompt: number): Promise<DuelStanding>;
  /** Records that both pictures are shown in colour, each time: before they are. */
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
  const { models, prompts, votes, picture, record } = comparison;
  const shown = { mosaic: new Map<number, Promise<void>>(), colour: new Map<number, Promise<void>>() };
  /** What was shown of a prompt is over: it comes up anew. */
  const over = (prompt: number) => {
    shown.mosaic.delete(prompt);
    shown.colour.delete(prompt);
  };
  const mosaic = (prompt: number): Promise<void> => {
    const before = shown.mosaic.get(prompt) ?? record(prompt, rungs.indexOf("mosaic"));
    shown.mosaic.set(prompt, before);
    // What could not be recorded is tried again with the next look.
    before.catch(() => shown.mosaic.delete(prompt));
    return before;
  };
  const done = () => votes.verdicts().length >= prompts.length;
  return {
    prompts,
    judged: () => votes.verdicts().map(({ prompt }) => prompt),
    leftOf: (prompt) => leftOf(comparison, prompt),
    async picture(side, prompt, rung) {
      const found = await picture(side, prompt);
      if ("reason" in found) return found;
      if (rung === "mosaic") {
        await mosaic(prompt);
        return { bytes: await veiled(found.bytes) };
      }
      const revealed = shown.colour.get(prompt);
      if (revealed === undefined) return { reason: "nobody revealed it", refused: false };
      await revealed;
      return found;
    },
    async standing(prompt) {
      const [a, b] = await Promise.all([picture("a", prompt), picture("b", prompt)]);
      return duelStandingOf({ a, b });
    },
    async reveal(prompt) {
      const recorded = mosaic(prompt).then(() => record(prompt, rungs.indexOf("colour")));
      shown.colour.set(prompt, recorded);
      await recorded;
      await votes.reveal(prompt);
    },
    vote({ prompt, choice, left, seconds }, now) {
      over(prompt);
      return votes.vote({ time: now.toISOString(), prompt, choice, left, seconds });
    },
    passOver(prompt, refused, now) {
      over(prompt);
      return votes.refuse({ time: now.toISOString(), prompt, refused });
    },
    async undo(prompt) {
      if (done())
        throw new CliError("Cannot take a verdict back: every prompt has one, and the models are named", {
          exitCode: 2,
        });
      await votes.undo(prompt);
    },
    result: () => (done() ? { models, comparison: compareVotes(votes.verdicts()) } : null),
  };
}

/** Side, in pixels, at which a mosaic is drawn: whatever place it is shown in, it holds no more than its tiles. */
const VEILED = 240;

async function veiled(bytes: Uint8Array): Promise<Uint8Array> {
  return obscuredPng(await obscure(bytes, "mosaic", VEILED, VEILED));
}
