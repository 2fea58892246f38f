import { decodeImage } from "../../datasets/index.ts";
import type { Pixels } from "../../models/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { signFile } from "./c2pa.ts";
import { encodeRelease, type ReleaseFormat } from "./encode.ts";
import { type FileReceipt, idText, receiptDigest, watermarkId } from "./receipt.ts";
import type { ReleaseSigner } from "./signer.ts";
import { detectWatermark } from "./watermark/detect.ts";
import { embedWatermark, LEAST_SIDE } from "./watermark/embed.ts";
import { encodePayload } from "./watermark/payload.ts";

/** What became of the mark: read back from the very bytes that leave. */
export interface MarkFacts {
  /** Eight hexadecimal digits: the beginning of the receipt's digest. */
  readonly id: string;
  /** Whether the detector finds the id in the finished file. */
  readonly readable: boolean;
  /** Share of the 48 bits that it reads right. */
  readonly bitAccuracy: number;
}

/** A file that may leave, whole in memory: the caller writes it. */
export interface ReleaseFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly receiptSha256: string;
  /** Null where the image is too small to be marked, which `notMarked` explains. */
  readonly watermark: MarkFacts | null;
  readonly notMarked: string | null;
  /** Signed by the test certificate, which anyone can make. */
  readonly testCertificate: boolean;
}

/**
 * Makes the file that a release writes: watermark, IPTC statement, C2PA manifest with the receipt. The mark is read
 * back after encoding; whether that worked is told, never assumed.
 */
export async function writeRelease(
  pixels: Pixels,
  options: {
    readonly format: ReleaseFormat;
    readonly receipt: FileReceipt;
    readonly signer: ReleaseSigner;
  },
): Promise<ReleaseFile> {
  const { format, receipt, signer } = options;
  const small = Math.min(pixels.width, pixels.height) < LEAST_SIDE;
  const id = watermarkId(receipt);
  const marked = small ? pixels : embedWatermark(pixels, id);
  const bytes = await signFile(await encodeRelease(marked, format, receipt), receipt, signer);
  return {
    bytes,
    sha256: sha256Of(bytes),
    receiptSha256: receiptDigest(receipt),
    watermark: small ? null : await readBack(bytes, id),
    notMarked: small
      ? `${pixels.width} × ${pixels.height} pixels are too few for a mark: wanted sides of at least ${LEAST_SIDE}`
      : null,
    testCertificate: signer.test,
  };
}

async function readBack(bytes: Uint8Array, id: number): Promise<MarkFacts> {
  const { pixels, error } = await decodeImage(bytes);
  if (!pixels)
    throw new Error(`Cannot release image: the finished file does not decode: ${error ?? "no pixels"}`);
  const reading = detectWatermark(pixels);
  const wanted = encodePayload(id);
  const right = wanted.filter((bit, i) => ((reading.strengths[i] ?? 0) > 0 ? 1 : 0) === bit).length;
  return { id: idText(id), readable: reading.id === id, bitAccuracy: right / wanted.length };
}
