import { extname } from "node:path";
import sharp from "sharp";
import type { Pixels } from "../../models/index.ts";
import { CliError } from "../process/errors.ts";
import type { FileReceipt } from "./receipt.ts";
import { generatedXmp } from "./xmp.ts";

export type ReleaseFormat = "png" | "jpeg" | "webp";

const formats: ReadonlyMap<string, ReleaseFormat> = new Map([
  [".png", "png"],
  [".jpg", "jpeg"],
  [".jpeg", "jpeg"],
  [".webp", "webp"],
]);

/** The format that a file's name asks for. @throws CliError (exit code 2) where it asks for none of ours */
export function formatOf(path: string): ReleaseFormat {
  const found = formats.get(extname(path).toLowerCase());
  if (found) return found;
  throw new CliError(`Cannot release to "${path}": wanted a name that ends with .png, .jpg or .webp`, {
    exitCode: 2,
  });
}

/** Encodes a picture with an IPTC statement of its digital source type: PNG and WebP without loss, JPEG at quality 95, 4:4:4. */
export async function encodeRelease(
  { data, width, height }: Pixels,
  format: ReleaseFormat,
  receipt: FileReceipt,
): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 } }).withXmp(generatedXmp(receipt));
  switch (format) {
    case "png":
      return image.png().toBuffer();
    case "jpeg":
      return image.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
    case "webp":
      return image.webp({ lossless: true }).toBuffer();
  }
}

/** A picture whose longer side is at most `side`. */
export async function shrunk(pixels: Pixels, side: number): Promise<Pixels> {
  const { data, width, height } = pixels;
  if (Math.max(width, height) <= side) return pixels;
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(side, side, { fit: "inside" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: small.data, width: small.info.width, height: small.info.height };
}

/** PNG bytes without any metadata: what quarantine seals and reviewers see. */
export async function plainPng({ data, width, height }: Pixels): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** A file's XMP packet, or null. */
export async function xmpOf(bytes: Uint8Array): Promise<string | null> {
  const { xmp } = await sharp(bytes).metadata();
  return xmp ? xmp.toString("utf8") : null;
}
