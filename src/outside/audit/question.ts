import { randomBytes } from "node:crypto";
import { z } from "zod";
import { canonical } from "../../digest/canonical.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { seal, unseal } from "../../gate/quarantine/seal.ts";
import { originPattern } from "../../ledger/entry.ts";
import { enrolmentOf, type Keys } from "../../ledger/keys/key-file.ts";
import { signQuestion } from "../../ledger/question.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { CliError, oneLine } from "../../process/errors.ts";

/** Prompts that somebody outside hands in to one gate; nobody but its stewards and who asks can open them. */
export interface Question {
  readonly schema: "sluice.gate-question/1";
  /** The gate's ledger. */
  readonly origin: string;
  /** A cascade's id. */
  readonly model: string;
  /** Pictures that may be drawn for each prompt. */
  readonly images: number;
  readonly seed: number;
  /** 128 random bits (hex): its digest in the ledger tells nobody a prompt. */
  readonly nonce: string;
  readonly prompts: readonly [Prompt, ...Prompt[]];
}

/** A question, and the signature of who asks. */
export interface SignedQuestion {
  readonly question: Question;
  /** Fingerprint of the key. */
  readonly key: string;
  readonly signature: string;
}

/** More than a thousand prompts take. */
export const MOST_BYTES = 4 * 1024 * 1024;

const prompt = z.strictObject({
  text: z.string().min(1).max(4000),
  negative: z.string().max(4000).exactOptional(),
  seed: z.int().min(0).exactOptional(),
});

const schema = z.strictObject({
  question: z.strictObject({
    schema: z.literal("sluice.gate-question/1"),
    origin: z.string().regex(originPattern),
    model: z.string().regex(/^[a-z0-9-]{1,64}$/u, "wanted a model's id"),
    images: z.int().min(1).max(16),
    seed: z.int().min(0),
    nonce: z.string().regex(/^[0-9a-f]{32}$/u),
    prompts: z.tuple([prompt], prompt).refine(({ length }) => length <= 1000, "wanted at most 1000 prompts"),
  }),
  key: z.string().startsWith("SHA256:"),
  signature: z.base64(),
});

/** SHA-256 (hex) of a question, by which the ledger and the answer name it. */
export function questionDigest(question: Question): string {
  return sha256Of(canonical(question));
}

/** A question with a fresh nonce, signed by who asks. @throws CliError (exit code 2) for what no gate would take */
export function ask(
  wanted: Omit<Question, "schema" | "nonce">,
  { signing }: Pick<Keys, "signing">,
): SignedQuestion {
  const question = {
    schema: "sluice.gate-question/1",
    ...wanted,
    nonce: randomBytes(16).toString("hex"),
  } as const;
  const { origin, prompts, images } = question;
  const statement = { origin, question: questionDigest(question), prompts: prompts.length, images };
  return checked({ question, key: signing.public.id, signature: signQuestion(statement, signing) }, "ask");
}

/** Encrypts a question to the stewards, and to who asks, so that they can hold the answer against it. */
export async function sealQuestion(
  signed: SignedQuestion,
  to: readonly string[],
  keys: Keys,
): Promise<Uint8Array> {
  const own = (await enrolmentOf(keys)).recipients;
  return seal(Buffer.from(canonical(signed)), [...new Set([...to, ...own])]).catch((cause: unknown) => {
    throw new CliError(`Cannot ask: ${oneLine(cause)}`, { exitCode: 2, cause });
  });
}

/**
 * Opens a sealed question. Whether its signature holds is for the ledger to say.
 * @throws CliError (exit code 2) where it was not sealed for this identity, or is none
 */
export async function openQuestion(
  sealed: Uint8Array,
  identity: string | null,
  path: string,
): Promise<SignedQuestion> {
  try {
    if (identity === null)
      throw new Error("the key has no age identity, which opens it; see sluice gate keygen");
    const bytes = await unseal(sealed, identity);
    return checked(jsonOf(bytes), `read question "${path}"`);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(`Cannot read question "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** The parser's own message quotes what it stumbled on, and no words of a question are shown to who answers it. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new Error("what is sealed in it is no JSON");
  }
}

function checked(value: unknown, what: string): SignedQuestion {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join(".") || "top level";
  throw new CliError(`Cannot ${what}: ${place}: ${issue?.message ?? "is wrong"}`, { exitCode: 2 });
}
