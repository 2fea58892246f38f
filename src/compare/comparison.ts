import { join } from "node:path";
import type { Prompt } from "../pipelines/generate/request.ts";
import { writeWhole } from "../process/files.ts";
import { leftSide, type Side, winner } from "./duel.ts";
import { type Comparison, compareVotes } from "./result.ts";
import { readVerdicts, type Verdict, type VoteFile } from "./votes.ts";

/** A picture as an encoded file, or why there is none: refused by the output filters, or never made. */
export type DuelPicture =
  | { readonly bytes: Uint8Array }
  | { readonly reason: string; readonly refused: boolean };

/** Two models, the prompts, and who votes: all that the screen needs. */
export interface OpenComparison {
  readonly models: Readonly<Record<Side, string>>;
  readonly prompts: readonly Prompt[];
  readonly seed: number;
  readonly votes: VoteFile;
  /** A model's picture of a prompt; waits until it is made. */
  picture(side: Side, prompt: number): Promise<DuelPicture>;
  /** Records, where others can read it, that a prompt's pictures are about to be shown at a rung of the ladder. */
  record(prompt: number, rung: number): Promise<void>;
}

/** What became of one prompt. */
type Judged = { readonly prompt: string; readonly negative?: string; readonly seed?: number } & (
  | { readonly won: Side | "tie" }
  | { readonly refused: readonly Side[] }
);

/** `comparison-<voter>.json`: what was compared, and what the verdicts of one voter say. */
export interface ComparisonDocument extends Comparison {
  readonly models: Readonly<Record<Side, string>>;
  readonly prompts: number;
  readonly seed: number;
  readonly voter: string;
  readonly each: readonly Judged[];
}

/** Counts what a voter's file says now and writes it beside the votes. */
export async function writeComparison(
  folder: string,
  voter: string,
  { models, prompts, seed }: Pick<OpenComparison, "models" | "prompts" | "seed">,
): Promise<ComparisonDocument> {
  const given = await readVerdicts(folder, voter);
  const document: ComparisonDocument = {
    models,
    prompts: prompts.length,
    seed,
    voter,
    ...compareVotes(given),
    each: given.map((verdict) => judgedOf(verdict, prompts)),
  };
  await writeWhole(join(folder, `comparison-${voter}.json`), `${JSON.stringify(document, null, 1)}\n`);
  return document;
}

function judgedOf(verdict: Verdict, prompts: readonly Prompt[]): Judged {
  const { text, negative, seed } = prompts[verdict.prompt] ?? { text: "" };
  return {
    prompt: text,
    ...(negative !== undefined && { negative }),
    ...(seed !== undefined && { seed }),
    ...("refused" in verdict ? { refused: verdict.refused } : { won: winner(verdict.choice, verdict.left) }),
  };
}

/** Whose picture stands on the left of a prompt. */
export function leftOf({ prompts, seed }: OpenComparison, prompt: number): Side {
  return leftSide(seed, prompts[prompt]?.text ?? "", prompt);
}
