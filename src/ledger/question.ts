import { z } from "zod";
import { canonical } from "../digest/canonical.ts";
import { type PublicKey, signedBy } from "./keys/public-key.ts";
import type { SigningKey } from "./keys/signing-key.ts";

/** What an outsider signs when they hand in prompts: enough for the ledger, which holds none of the words. */
export interface Asked {
  /** Pseudonym of who asks. */
  readonly by: string;
  /** Fingerprint of the key that signed. */
  readonly key: string;
  /** SHA-256 (hex) of the question, which holds 128 random bits beside its prompts. */
  readonly question: string;
  /** Prompts in it, and pictures that each may be drawn for. */
  readonly prompts: number;
  readonly images: number;
  /** Ed25519 (base64) over {@link statementOf}. */
  readonly signature: string;
}

/** What the signature says: of one gate's one question, and of nothing that an entry could say. */
type Statement = Pick<Asked, "question" | "prompts" | "images"> & { readonly origin: string };

const SCHEMA = "sluice.gate-question-statement/1";

function statementOf({ origin, question, prompts, images }: Statement): Uint8Array {
  return Buffer.from(canonical({ schema: SCHEMA, origin, question, prompts, images }));
}

/** Signs for a question. @returns base64 */
export function signQuestion(statement: Statement, key: SigningKey): string {
  return Buffer.from(key.sign(statementOf(statement))).toString("base64");
}

/** Whether a key signed for a question to the gate of an origin. */
export function questionSignedBy(
  { signature, ...asked }: Omit<Asked, "by" | "key">,
  origin: string,
  key: PublicKey,
): boolean {
  return signedBy(key, statementOf({ ...asked, origin }), Buffer.from(signature, "base64"));
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");

export const askedSchema: z.ZodType<Asked> = z.strictObject({
  by: z.string().regex(/^p[0-9a-f]{12}$/u, "wanted a person's id"),
  key: z.string().startsWith("SHA256:"),
  question: sha256,
  prompts: z.int().positive().max(1000),
  images: z.int().positive().max(16),
  signature: z
    .base64()
    .refine(
      (text) => Buffer.from(text, "base64").toString("base64") === text,
      "wanted base64 as it is written",
    ),
});
