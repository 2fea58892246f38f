import { randomBytes } from "node:crypto";
import { z } from "zod";
import { canonical } from "../digest/canonical.ts";
import { sha256Of } from "../digest/sha256.ts";

/**
 * Words that a signed entry only commits to: the body holds `sealed`, salt and value lie beside it and can be
 * taken away without breaking a signature (the idea of SD-JWT, RFC 9901).
 */
export interface Sealed {
  /** SHA-256 (hex) of the canonical JSON of `[salt, value]`. */
  readonly sealed: string;
  /** 128 random bits (hex); null where it was redacted. */
  readonly salt: string | null;
  /** The words; null where they were redacted. */
  readonly value: string | null;
}

/** What lies beside a body: salt and value by commitment. */
export type Disclosures = Readonly<Record<string, readonly [salt: string, value: string]>>;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");

/** A commitment in a body as it was read; salt and value are put back by {@link disclosed}. */
export const sealedSchema: z.ZodType<Sealed> = z.strictObject({
  sealed: hex64,
  salt: z.string().nullable(),
  value: z.string().nullable(),
});

/** Commits to words under a fresh salt. */
export function seal(value: string, salt = randomBytes(16).toString("hex")): Sealed {
  return { sealed: commitment(salt, value), salt, value };
}

/** SHA-256 (hex) that commits to a value under its salt. */
export function commitment(salt: string, value: string): string {
  return sha256Of(canonical([salt, value]));
}

function isSealed(value: object): value is Sealed {
  return "sealed" in value && typeof value.sealed === "string";
}

/** The value with every {@link Sealed} cut down to its commitment, and what was cut off. */
export function withheld(value: unknown): { readonly body: unknown; readonly disclosures: Disclosures } {
  const disclosures: Record<string, readonly [string, string]> = {};
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (node === null || typeof node !== "object") return node;
    if (!isSealed(node))
      return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, walk(one)]));
    if (node.salt !== null && node.value !== null) disclosures[node.sealed] = [node.salt, node.value];
    return { sealed: node.sealed };
  };
  return { body: walk(value), disclosures };
}

/**
 * The value with salts and words put back where they are known.
 * @throws Error with one line: a disclosure that does not fit its commitment, or that belongs nowhere
 */
export function disclosed(body: unknown, disclosures: Disclosures): unknown {
  const used = new Set<string>();
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (node === null || typeof node !== "object") return node;
    if (!isSealed(node))
      return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, walk(one)]));
    if (Object.keys(node).length > 1) throw new Error("words stand in clear inside a signed body");
    const words = Object.hasOwn(disclosures, node.sealed) ? disclosures[node.sealed] : undefined;
    if (words === undefined) return { ...node, salt: null, value: null };
    if (commitment(words[0], words[1]) !== node.sealed)
      throw new Error(`words do not fit their commitment ${node.sealed.slice(0, 12)}…`);
    used.add(node.sealed);
    return { ...node, salt: words[0], value: words[1] };
  };
  const whole = walk(body);
  const foreign = Object.keys(disclosures).find((key) => !used.has(key));
  if (foreign !== undefined) throw new Error(`words for ${foreign.slice(0, 12)}… belong to no commitment`);
  return whole;
}
