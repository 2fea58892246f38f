import { decodeImage } from "../../../datasets/index.ts";
import type { Pixels } from "../../../models/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { Refused } from "../../process/errors.ts";
import { readLimited } from "../../process/read-limited.ts";

/** A picture's file after it was read once: from here on there is nothing of it but these pixels. */
export interface TakenPicture {
  readonly pixels: Pixels;
  /** The file as it was handed in. */
  readonly file: { readonly sha256: string; readonly bytes: number; readonly format: string };
}

const MOST_BYTES = 64 * 1024 * 1024;

/** Sides that filters, reviewers and a release can do with. */
const LEAST_SIDE = 16;
const MOST_SIDE = 4096;

/**
 * Reads a picture whole, and once. What filters do not look at is not taken in: a further frame is refused, and
 * metadata, colour profiles, and bytes after the picture stay behind with the file.
 * @throws CliError: exit code 2 where it cannot be read; Refused where it is no still picture
 */
export async function takePicture(path: string): Promise<TakenPicture> {
  const bytes = await readLimited(path, MOST_BYTES, "picture");
  const { facts, pixels, error } = await decodeImage(bytes);
  const refuse = (rule: string, reason: string): never => {
    throw new Refused(`Cannot take in "${path}": ${reason}`, [{ rule, reason }]);
  };
  if (!pixels) return refuse("no-picture", error ?? "it does not decode");
  if ((facts.frames ?? 1) !== 1 || facts.animated)
    return refuse("more-than-a-picture", `wanted one still picture, got ${facts.frames ?? "several"} frames`);
  const { width, height } = pixels;
  if (Math.min(width, height) < LEAST_SIDE || Math.max(width, height) > MOST_SIDE)
    return refuse(
      "odd-size",
      `wanted sides of ${LEAST_SIDE} to ${MOST_SIDE} pixels, got ${width} × ${height}`,
    );
  return {
    pixels,
    file: { sha256: sha256Of(bytes), bytes: bytes.length, format: facts.format ?? "unknown" },
  };
}
