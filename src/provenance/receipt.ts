import { z } from "zod";
import { canonical } from "../digest/canonical.ts";
import { sha256Of } from "../digest/sha256.ts";
import { statedPattern } from "../ledger/submitted.ts";
import { type GateClaim, gateClaimSchema } from "./gate-claim.ts";

/**
 * How an image came to be: it travels inside the file. It holds digests, never the prompt, and names no person:
 * `approvals` and `ledgerEntry` are hashes of entries of the gate's ledger, which an auditor can have proved.
 */
export interface ReleaseReceipt {
  readonly job: string;
  /** Number of the image in its job, from 0. */
  readonly image: number;
  readonly model: string;
  /** SHA-256 of the model's manifest, which names the digest of every file. */
  readonly modelSha256: string;
  /** Ids of the stages that the image went through, in order. */
  readonly stages: readonly string[];
  /** Decimal, as seeds are larger than a double is exact. */
  readonly seed: string;
  readonly promptSha256: string;
  readonly promptPolicySha256: string;
  readonly imagePolicySha256: string;
  readonly approvals: readonly string[];
  /** SHA-256 of the training set's card. */
  readonly cardSha256: string | null;
  readonly ledgerEntry: string;
  /** SHA-256 of the PNG that the reviewers saw. */
  readonly reviewedSha256: string;
  /** The model that drew elsewhere, as its submitter stated it; absent where the gate's own drawing made the picture. */
  readonly elsewhere?: { readonly stated: string };
  /** Absent in files of older versions. */
  readonly gate?: GateClaim;
}

/** What a contact sheet shows: released images in order, with the digest of the receipt in each one's own file. */
export interface SheetReceipt {
  readonly sheet: readonly {
    /** As r12.0. */
    readonly image: string;
    /** SHA-256 of the receipt in the image's released file. */
    readonly receiptSha256: string | null;
    /** Hash of the ledger's entry of that release. */
    readonly ledgerEntry: string;
  }[];
  /** Of the release of the sheet's first image; absent in files of older versions. */
  readonly gate?: GateClaim;
}

/** What travels inside a file that leaves. */
export type FileReceipt = ReleaseReceipt | SheetReceipt;

const digest = z.string().regex(/^[0-9a-f]{64}$/u);

const release: z.ZodType<ReleaseReceipt> = z.strictObject({
  job: z.string().min(1).max(128),
  image: z.int().min(0),
  model: z.string().min(1).max(128),
  modelSha256: digest,
  stages: z.array(z.string()),
  seed: z.string().regex(/^-?\d+$/u),
  promptSha256: digest,
  promptPolicySha256: digest,
  imagePolicySha256: digest,
  approvals: z.array(digest),
  cardSha256: digest.nullable(),
  ledgerEntry: digest,
  reviewedSha256: digest,
  elsewhere: z.strictObject({ stated: z.string().regex(statedPattern) }).exactOptional(),
  gate: gateClaimSchema.exactOptional(),
});

const sheet: z.ZodType<SheetReceipt> = z.strictObject({
  sheet: z
    .array(
      z.strictObject({
        image: z.string().regex(/^r\d{1,15}\.\d{1,6}$/u),
        receiptSha256: digest.nullable(),
        ledgerEntry: digest,
      }),
    )
    .min(1)
    .max(100),
  gate: gateClaimSchema.exactOptional(),
});

const schema: z.ZodType<FileReceipt> = z.union([release, sheet]);

/** Whether a value read from a file is a receipt; null when not. */
export function parseReceipt(value: unknown): FileReceipt | null {
  const result = schema.safeParse(value);
  return result.success ? result.data : null;
}

/** SHA-256 (hex) of a receipt's canonical JSON (RFC 8785). */
export function receiptDigest(receipt: FileReceipt): string {
  return sha256Of(canonical(schema.parse(receipt)));
}

/** The 32 bits that an image's watermark carries: the first eight digits of its receipt's digest. */
export function watermarkId(receipt: FileReceipt): number {
  return Number.parseInt(receiptDigest(receipt).slice(0, 8), 16);
}

/** A watermark's id as people see it. */
export function idText(id: number): string {
  return id.toString(16).padStart(8, "0");
}

/** SHA-256 (hex) of the ledger's entry that a receipt's gate proves. */
export function provedEntry(receipt: FileReceipt): string {
  return "sheet" in receipt ? (receipt.sheet[0]?.ledgerEntry ?? "") : receipt.ledgerEntry;
}

/** What drew elsewhere, for people: somebody's word, and never ours; null where the picture was made here. */
export function makerElsewhere(receipt: FileReceipt): string | null {
  if ("sheet" in receipt || receipt.elsewhere === undefined) return null;
  return `${receipt.elsewhere.stated}, made elsewhere, as stated by who submitted it`;
}
