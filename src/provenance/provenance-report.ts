import type { FileReceipt } from "./receipt.ts";
import type { SignedBy } from "./trust.ts";

/**
 * `verified`: a manifest with a receipt holds, and somebody whom the reader trusts signed it. `whole, signer unknown`:
 * it holds, and anyone may have signed it. `broken`: manifest, proof or watermark do not hold together. `stripped`:
 * traces of a release without its manifest. `none`: nothing of Sluice's.
 */
export type Verdict = "verified" | "whole, signer unknown" | "broken" | "stripped" | "none";

/** What a file says of where it comes from, and what of it holds. */
export interface ProvenanceReport {
  readonly sha256: string;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly manifest: {
    readonly state: "valid" | "invalid" | "absent";
    /** C2PA status codes of what failed. */
    readonly failures: readonly string[];
    readonly signedBy: SignedBy | null;
    readonly receipt: FileReceipt | null;
    readonly receiptSha256: string | null;
  };
  /** The gate that the receipt names; null without one. */
  readonly gate: {
    readonly origin: string;
    /** One person in every role. */
    readonly development: boolean;
    /** Number of the ledger's entry that is proved, from 0. */
    readonly entry: number;
    /** What is wrong with the proof; null where it holds. */
    readonly problem: string | null;
    /** Whether a key that the reader trusts for this origin signed the checkpoint; null where none was named. */
    readonly trusted: boolean | null;
  } | null;
  /** IPTC's digital source type in XMP, or null. */
  readonly digitalSourceType: string | null;
  readonly watermark: {
    readonly id: string | null;
    /** Known bits that the detector found right, of 16; chance gives 8. */
    readonly pilots: number;
    /** Whether it is the one of the receipt; null where there is no mark or no receipt to compare. */
    readonly matches: boolean | null;
  };
  readonly verdict: Verdict;
  readonly explanations: readonly string[];
}
