import type { X509Certificate } from "@peculiar/x509";
import { decodeImage } from "../../datasets/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import { readManifest } from "./c2pa.ts";
import { xmpOf } from "./encode.ts";
import { explain } from "./explain.ts";
import { claimProblem, claimSignedBy } from "./gate-claim.ts";
import type { ProvenanceReport, Verdict } from "./provenance-report.ts";
import { type FileReceipt, idText, provedEntry, receiptDigest, watermarkId } from "./receipt.ts";
import { receiptOf } from "./receipt-assertion.ts";
import { signedBy, type Trust } from "./trust.ts";
import { detectWatermark } from "./watermark/detect.ts";
import { digitalSourceType } from "./xmp.ts";

/**
 * Reads and checks all that a file says of its origin.
 * @param trust certificates and gates' keys that the reader trusts
 * @throws CliError (exit code 2) when it is no image that decodes
 */
export async function readProvenance(
  bytes: Uint8Array,
  name: string,
  trust: Trust = { anchors: [], gates: [] },
): Promise<ProvenanceReport> {
  const { facts, pixels, error } = await decodeImage(bytes);
  if (!pixels)
    throw new CliError(`Cannot read provenance of "${printable(name)}": ${oneLine(error ?? "no pixels")}`, {
      exitCode: 2,
    });
  const manifest = await manifestOf(bytes, trust.anchors);
  const reading = detectWatermark(pixels);
  const xmp = await xmpOf(bytes);
  const receipt = manifest.receipt;
  const report = {
    sha256: sha256Of(bytes),
    format: facts.format ?? "unknown",
    width: pixels.width,
    height: pixels.height,
    manifest,
    gate: receipt ? gateOf(receipt, trust) : null,
    digitalSourceType: xmp ? digitalSourceType(xmp) : null,
    watermark: {
      id: reading.id === null ? null : idText(reading.id),
      pilots: reading.pilots,
      matches: reading.id === null || !receipt ? null : reading.id === watermarkId(receipt),
    },
  };
  const verdict = verdictOf(report, trust);
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

function gateOf(receipt: FileReceipt, { gates }: Trust): ProvenanceReport["gate"] {
  const claim = receipt.gate;
  if (claim === undefined) return null;
  const { origin, development, entry } = claim;
  const problem = claimProblem(claim, provedEntry(receipt));
  const trusted = problem === null ? claimSignedBy(claim, gates) : null;
  return { origin, development, entry, problem, trusted };
}

function verdictOf(
  {
    manifest,
    gate,
    watermark,
    digitalSourceType: source,
  }: Omit<ProvenanceReport, "verdict" | "explanations">,
  { gates }: Trust,
): Verdict {
  const torn = gate !== null && (gate.problem !== null || gate.trusted === false);
  if (manifest.state === "invalid" || watermark.matches === false || torn) return "broken";
  if (manifest.state === "valid" && manifest.receipt) {
    // Who names gates wants one of them.
    const known = gates.length === 0 || gate?.trusted === true;
    return manifest.signedBy?.trusted && known ? "verified" : "whole, signer unknown";
  }
  return watermark.id !== null || source !== null || manifest.state === "valid" ? "stripped" : "none";
}
