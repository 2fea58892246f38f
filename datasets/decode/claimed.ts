import type { Metadata } from "sharp";
import type { Apng } from "./apng.ts";
import type { HeifLayout } from "./heif-layout.ts";
import { jpegLayout } from "./jpeg-layout.ts";
import { type Claimed, costOf, jpegCost, pngCost } from "./limits.ts";

/** What a JPEG or PNG claims by its header alone, where that can be read; it is taken to be no animation, and upright. */
export function claimedByHeader(format: "jpeg" | "png", bytes: Uint8Array): Claimed | undefined {
  const still = { frames: 1, animated: false };
  if (format === "jpeg") {
    const layout = jpegLayout(bytes);
    return layout && { ...layout, ...still, cost: jpegCost(layout) };
  }
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // https://www.w3.org/TR/png-3/#11IHDR
  if (all.length < 29 || all.toString("latin1", 12, 16) !== "IHDR") return undefined;
  // At most four numbers a pixel, of one byte or two.
  const pixelBytes = all.readUInt8(24) > 8 ? 8 : 4;
  const cost = pngCost({ interlaced: all.readUInt8(28) > 0, pixelBytes });
  return { width: all.readUInt32BE(16), height: all.readUInt32BE(20), ...still, cost };
}

/** What libvips and the bytes themselves say of an image that needs a closer look. */
export interface Looked {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata;
  readonly apng: Apng | undefined;
  readonly heif: HeifLayout | undefined;
  readonly frames: number;
  readonly animated: boolean;
}

/** What an image claims that libvips has looked at. */
export function claimedByLook({ bytes, metadata, apng, heif, frames, animated }: Looked): Claimed {
  const { width, height } = metadata.autoOrient;
  const jpeg = metadata.format === "jpeg" ? jpegLayout(bytes) : undefined;
  const cost = costOf(metadata, jpeg, apng);
  const unpacked = heif === undefined ? {} : { unpacked: heif.unpacked };
  return { width, height, frames, animated, cost, ...unpacked, ...(jpeg && { scans: jpeg.scans }) };
}
