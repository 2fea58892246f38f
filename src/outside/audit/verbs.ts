import { canonical } from "../../digest/canonical.ts";
import { readPrompts } from "../../pipelines/generate/prompts.ts";
import { CliError } from "../../process/errors.ts";
import { writeNew, writeWhole } from "../../process/files.ts";
import { refuseNowhere } from "../../verbs/publish.ts";
import { type GatePlace, keysAt } from "../../verbs/session.ts";
import { publicKeyFrom } from "../../verbs/verify.ts";
import { ask, questionDigest, sealQuestion } from "./question.ts";
import { type AnswerRead, readAnswer } from "./read-answer.ts";

/** The key of somebody outside, who has no gate. */
type Holder = Omit<GatePlace, "now" | "say">;

/** What somebody outside wants to know. */
export interface Questioning {
  /** JSON lines of prompts. */
  readonly prompts: string;
  /** The gate's origin, and its stewards' age recipients. */
  readonly origin: string;
  readonly to: readonly string[];
  readonly model: string;
  readonly images: number;
  readonly seed: number;
  /** Where the sealed question goes; a file that is there stays. */
  readonly out: string;
}

/** A question that was sealed. */
export interface Questioned {
  readonly out: string;
  /** SHA-256 (hex), by which ledger and answer name it. */
  readonly question: string;
  readonly prompts: number;
}

/**
 * Signs and seals prompts for a gate; nothing is sent, and no gate is opened.
 * @throws CliError (exit code 2): prompts, key or recipients that cannot be used, a file that is there already
 */
export async function question(holder: Holder, wanted: Questioning): Promise<Questioned> {
  const { origin, model, images, seed, out, to } = wanted;
  refuseNowhere(out);
  const { prompts, skipped } = await readPrompts(wanted.prompts);
  const refuse = (what: string, reason: string) =>
    new CliError(`Cannot ask ${what}: ${reason}`, { exitCode: 2 });
  // A set with a hole in it would give rates of another set.
  if (skipped[0] !== undefined) throw refuse(`with "${wanted.prompts}"`, skipped[0]);
  const [first, ...rest] = prompts;
  if (first === undefined) throw refuse(`with "${wanted.prompts}"`, "it has no prompt");
  const keys = await keysAt(holder);
  if (keys.identity === null)
    throw refuse(
      "by this key",
      "it has no age identity, to which the answer is sealed; see sluice gate keygen",
    );
  const signed = ask({ origin, model, images, seed, prompts: [first, ...rest] }, keys);
  if (!(await writeNew(out, await sealQuestion(signed, to, keys))))
    throw refuse(`into "${out}"`, "there is such a file already");
  return { out, question: questionDigest(signed.question), prompts: prompts.length };
}

/** How an answer is read. */
export interface Reading {
  readonly answer: string;
  readonly question?: string | undefined;
  /** Stewards' public keys from elsewhere: OpenSSH lines, verifier keys, or files of one. */
  readonly stewards: readonly string[];
  /** Where answer and proof go in clear, to be shown to others. */
  readonly out?: string | undefined;
}

/**
 * Reads an answer and holds it against question and stewards' keys.
 * @throws CliError: exit code 2 where it cannot be read, 3 where it does not hold
 */
export async function answer(holder: Holder, wanted: Reading): Promise<AnswerRead> {
  refuseNowhere(wanted.out ?? null);
  const stewards = await Promise.all(wanted.stewards.map(publicKeyFrom));
  let opened: ReturnType<typeof keysAt> | undefined;
  const keys = () => {
    opened ??= keysAt(holder);
    return opened;
  };
  const found = await readAnswer(wanted.answer, keys, { question: wanted.question, stewards });
  if (wanted.out !== undefined)
    await writeWhole(wanted.out, `${canonical({ answer: found.answer, proof: found.proof })}\n`);
  return found;
}
