import { z } from "zod";

/** What a card says of who signed it; only the ledger that it names can confirm it. */
export interface SignatureNote {
  readonly role: string;
  readonly name: string;
  /** ISO 8601 date, by the clock of who signed. */
  readonly date: string;
  /** Name of the gate's ledger, number of the entry there, and its leaf hash (hex). */
  readonly gate: string;
  readonly entry: number;
  readonly leaf: string;
  /** SHA-256 (hex) of the card that was signed. */
  readonly card: string;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");

export const signatureSchema: z.ZodType<SignatureNote> = z.strictObject({
  role: z.string().min(1).max(40),
  name: z.string().min(1).max(200),
  date: z.iso.date(),
  gate: z.string().min(1).max(100),
  entry: z.int().nonnegative(),
  leaf: sha256,
  card: sha256,
});
