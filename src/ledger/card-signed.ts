import { z } from "zod";
import { type Sealed, sealedSchema } from "./sealed.ts";

/** In which role a card can be signed: who looked at the data, who looked from beside, who answers for it. */
export const signingRoles = ["reviewer", "auditor", "steward"] as const;
export type SigningRole = (typeof signingRoles)[number];

/** A person says that a card, as it was, may stand. */
export interface CardSigned {
  readonly type: "card-signed";
  /** SHA-256 (hex) of the canonical JSON of the card without its signatures: facts, answers, authors and dates. */
  readonly card: string;
  readonly subject: "dataset" | "model";
  /** What the card calls what it is about. */
  readonly title: Sealed;
  readonly role: SigningRole;
  /** For which profile the signer's program found it green, and whether it hashed the shards again: believed by nobody. */
  readonly profile: string;
  readonly files: boolean;
  readonly note: Sealed | null;
}

export const cardSignedSchema = z.strictObject({
  type: z.literal("card-signed"),
  card: z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal"),
  subject: z.enum(["dataset", "model"]),
  title: sealedSchema,
  role: z.enum(signingRoles),
  profile: z.string().regex(/^[a-z-]{1,40}$/u, "wanted a profile's name"),
  files: z.boolean(),
  note: sealedSchema.nullable(),
});
