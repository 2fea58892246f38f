import { join } from "node:path";
import { writeWhole } from "../store/files.ts";
import { leftSide, type Side, winner } from "./duel.ts";
import { type Comparison, compareVotes } from "./result.ts";
import type { VoteFile } from "./votes.ts";

/** A picture as an encoded file, or why there is none. */
export type DuelPicture = { readonly bytes: Uint8Array } | { readonly reason: string };

/** Two models, the prompts, and who votes: all that the screen needs. */
export interface OpenComparison {
  readonly models: Readonly<Record<Side, string>>;
  readonly prompts: readonly string[];
  readonly seed: number;
  readonly votes: VoteFile;
  /** A model's picture of a prompt; waits until it is made. */
  picture(side: Side, prompt: number): Promise<DuelPicture>;
}

/** `comparison.json`: what was compared, and what the votes of one voter say. */
export interface ComparisonDocument extends Comparison {
  readonly models: Readonly<Record<Side, string>>;
  readonly prompts: number;
  readonly seed: number;
  readonly voter: string;
  readonly each: readonly { readonly prompt: string; readonly won: Side | "tie" }[];
}

/** Counts what a voter's file says now and writes it beside the votes. */
export async function writeComparison(
  folder: string,
  voter: string,
  { models, prompts, seed, votes }: OpenComparison,
): Promise<ComparisonDocument> {
  const given = votes.votes();
  const document: ComparisonDocument = {
    models,
    prompts: prompts.length,
    seed,
    voter,
    ...compareVotes(given),
    each: given.map((vote) => ({
      prompt: prompts[vote.prompt] ?? "",
      won: winner(vote.choice, vote.left),
    })),
  };
  await writeWhole(join(folder, `comparison-${voter}.json`), `${JSON.stringify(document, null, 1)}\n`);
  return document;
}

/** Whose picture stands on the left of a prompt. */
export function leftOf({ prompts, seed }: OpenComparison, prompt: number): Side {
  return leftSide(seed, prompts[prompt] ?? "", prompt);
}
