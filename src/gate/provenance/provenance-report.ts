import type { FileReceipt } from "./receipt.ts";
import type { SignedBy } from "./trust.ts";

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
  /** IPTC's digital source type in XMP, or null. */
  readonly digitalSourceType: string | null;
  readonly watermark: {
    readonly id: string | null;
    /** Known bits that the detector found right, of 16; chance gives 8. */
    readonly pilots: number;
    /** Whether it is the one of the receipt; null where there is no mark or no receipt to compare. */
    readonly matches: boolean | null;
  };
  /** `verified`: a valid manifest with a receipt. `changed`: one that does not hold. `stripped`: traces of a release without its manifest. `none`: nothing of Sluice's. */
  readonly verdict: "verified" | "changed" | "stripped" | "none";
  readonly explanations: readonly string[];
}
