import { createHash } from "node:crypto";
import type { X509Certificate } from "@peculiar/x509";
import { decodeImage } from "../../../datasets/index.ts";
import { CliError, oneLine } from "../../errors.ts";
import { readManifest } from "./c2pa.ts";
import { xmpOf } from "./encode.ts";
import { explain } from "./explain.ts";
import { idText, type ReleaseReceipt, receiptDigest, watermarkId } from "./receipt.ts";
import { receiptOf } from "./receipt-assertion.ts";
import { type SignedBy, signedBy } from "./trust.ts";
import { detectWatermark } from "./watermark/detect.ts";
import { digitalSourceType } from "./xmp.ts";

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
    readonly receipt: ReleaseReceipt | null;
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

/**
 * Reads and checks all that a file says of its origin.
 * @param anchors certificates that the reader trusts
 * @throws CliError (exit code 2) when it is no image that decodes
 */
export async function readProvenance(
  bytes: Uint8Array,
  name: string,
  anchors: readonly X509Certificate[] = [],
): Promise<ProvenanceReport> {
  const { facts, pixels, error } = await decodeImage(bytes);
  if (!pixels)
    throw new CliError(`Cannot read provenance of "${name}": ${oneLine(error ?? "no pixels")}`, {
      exitCode: 2,
    });
  const manifest = await manifestOf(bytes, anchors);
  const reading = detectWatermark(pixels);
  const xmp = await xmpOf(bytes);
  const receipt = manifest.receipt;
  const report = {
    sha256: createHash("sha256").update(bytes).digest("hex"),
    format: facts.format ?? "unknown",
    width: pixels.width,
    height: pixels.height,
    manifest,
    digitalSourceType: xmp ? digitalSourceType(xmp) : null,
    watermark: {
      id: reading.id === null ? null : idText(reading.id),
      pilots: reading.pilots,
      matches: reading.id === null || !receipt ? null : reading.id === watermarkId(receipt),
    },
  };
  const verdict = verdictOf(report);
  return { ...report, verdict, explanations: explain({ ...report, verdict }) };
}

async function manifestOf(
  bytes: Uint8Array,
  anchors: readonly X509Certificate[],
): Promise<ProvenanceReport["manifest"]> {
  const read = await readManifest(bytes).catch((error: unknown) => ({
    manifest: null,
    valid: false,
    failures: [oneLine(error)],
  }));
  if (read === null)
    return { state: "absent", failures: [], signedBy: null, receipt: null, receiptSha256: null };
  const receipt = read.manifest ? receiptOf(read.manifest) : null;
  return {
    state: read.valid ? "valid" : "invalid",
    failures: read.failures,
    signedBy: read.manifest ? await signedBy(read.manifest, anchors) : null,
    receipt,
    receiptSha256: receipt ? receiptDigest(receipt) : null,
  };
}

function verdictOf({
  manifest,
  watermark,
  digitalSourceType: source,
}: Omit<ProvenanceReport, "verdict" | "explanations">): ProvenanceReport["verdict"] {
  if (manifest.state === "invalid" || watermark.matches === false) return "changed";
  if (manifest.state === "valid" && manifest.receipt) return "verified";
  return watermark.id !== null || source !== null || manifest.state === "valid" ? "stripped" : "none";
}
