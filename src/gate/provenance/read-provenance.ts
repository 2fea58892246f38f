import type { X509Certificate } from "@peculiar/x509";
import { decodeImage } from "../../../datasets/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import { readManifest } from "./c2pa.ts";
import { xmpOf } from "./encode.ts";
import { explain } from "./explain.ts";
import type { ProvenanceReport } from "./provenance-report.ts";
import { idText, receiptDigest, watermarkId } from "./receipt.ts";
import { receiptOf } from "./receipt-assertion.ts";
import { signedBy } from "./trust.ts";
import { detectWatermark } from "./watermark/detect.ts";
import { digitalSourceType } from "./xmp.ts";

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
    throw new CliError(`Cannot read provenance of "${printable(name)}": ${oneLine(error ?? "no pixels")}`, {
      exitCode: 2,
    });
  const manifest = await manifestOf(bytes, anchors);
  const reading = detectWatermark(pixels);
  const xmp = await xmpOf(bytes);
  const receipt = manifest.receipt;
  const report = {
    sha256: sha256Of(bytes),
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
