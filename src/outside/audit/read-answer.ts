import { z } from "zod";
import { canonical } from "../../digest/canonical.ts";
import { unseal } from "../../gate/quarantine/seal.ts";
import { checkpointSignedBy } from "../../ledger/checkpoint.ts";
import type { Keys } from "../../ledger/keys/key-file.ts";
import type { PublicKey } from "../../ledger/keys/public-key.ts";
import { checkProof } from "../../ledger/proof.ts";
import { CliError, oneLine, Refused } from "../../process/errors.ts";
import { readLimited } from "../../process/read-limited.ts";
import type { Reason } from "../../process/reason.ts";
import { type Answer, answerDigest, answerSchema, ratesOf } from "./answer.ts";
import { MOST_BYTES, openQuestion, type Question, questionDigest } from "./question.ts";

const envelope = z.strictObject({ answer: answerSchema, proof: z.string() });

/** An answer, as it was delivered. */
export interface Delivered {
  readonly answer: Answer;
  /** C2SP tlog-proof of the entry that holds its digest. */
  readonly proof: string;
}

/** What an outsider holds an answer against. */
export interface Against {
  /** File of their own sealed question; without it, whose question it answers is not known. */
  readonly question?: string | undefined;
  /** Public keys of the gate's stewards, from elsewhere. */
  readonly stewards: readonly PublicKey[];
}

/** An answer that holds. */
export interface AnswerRead extends Delivered {
  /** The question that it answers; null where none was given. */
  readonly question: Question | null;
  /** Number of the ledger's entry that holds its digest. */
  readonly entry: number;
}

/** Opens the key of who asked: only where something is sealed to it. */
export type OpenKeys = () => Promise<Keys>;

/**
 * Reads an answer, sealed or in clear, and checks all of it: it answers this question, its rates are those of its
 * verdicts, and a steward's ledger holds its digest.
 * @throws CliError (exit code 2) where it cannot be read; Refused (3) where it does not hold
 */
export async function readAnswer(path: string, keys: OpenKeys, against: Against): Promise<AnswerRead> {
  const { answer, proof } = await opened(path, keys);
  const question = against.question === undefined ? null : await ownQuestion(against.question, keys);
  const fault = questionFault(answer, question) ?? ratesFault(answer) ?? proofFault(answer, proof, against);
  if (fault !== null) throw new Refused(`Cannot trust answer "${path}": ${fault.reason}`, [fault]);
  const { entry } = checkProof(proof) as Extract<ReturnType<typeof checkProof>, { kind: "inclusion" }>;
  return { answer, proof, question, entry: entry.seq };
}

async function opened(path: string, keys: OpenKeys): Promise<Delivered> {
  const bytes = await readLimited(path, 4 * MOST_BYTES, "answer");
  try {
    if (bytes[0] === 0x7b) return envelope.parse(JSON.parse(Buffer.from(bytes).toString()));
    const { identity } = await keys();
    if (identity === null) throw new Error("it is sealed, and the key has no age identity");
    return envelope.parse(JSON.parse(Buffer.from(await unseal(bytes, identity)).toString()));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const what = cause instanceof z.ZodError ? "wanted an answer, got another shape" : oneLine(cause);
    throw new CliError(`Cannot read answer "${path}": ${what}`, { exitCode: 2, cause });
  }
}

async function ownQuestion(path: string, keys: OpenKeys): Promise<Question> {
  const sealed = await readLimited(path, MOST_BYTES, "question");
  return (await openQuestion(sealed, (await keys()).identity, path)).question;
}

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

function questionFault(answer: Answer, question: Question | null): Reason | null {
  if (question === null) return null;
  if (answer.question !== questionDigest(question))
    return why("answers-another-question", "it answers another question");
  return answer.prompts.length === question.prompts.length && answer.origin === question.origin
    ? null
    : why("answers-in-part", "it does not speak of every prompt of the question");
}

function ratesFault({ prompts, rates }: Answer): Reason | null {
  return canonical(rates) === canonical(ratesOf(prompts))
    ? null
    : why("other-rates", "its rates are not those of its verdicts");
}

function proofFault(answer: Answer, text: string, { stewards }: Against): Reason | null {
  try {
    const proof = checkProof(text);
    if (proof.kind !== "inclusion") return why("no-entry-proved", "its proof is of no entry");
    const { event, origin } = proof.entry;
    if (event.type !== "drawing-ended" || event.drawing !== answer.entry || origin !== answer.origin)
      return why("another-entry", "the entry that it proves is another's");
    if (event.answer !== answerDigest(answer))
      return why("another-answer", "the ledger holds the digest of another answer");
    return proof.checkpoints.every((one) => stewards.some((key) => checkpointSignedBy(one, key)))
      ? null
      : why("not-the-stewards", "none of the steward's keys that were given signed its checkpoint");
  } catch (cause) {
    return why("proof-damaged", oneLine(cause));
  }
}
