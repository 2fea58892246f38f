import type { Metadata } from "sharp";
import type { Apng } from "./apng.ts";
import type { JpegLayout } from "./jpeg-layout.ts";

/** Bytes of memory that decoding one image may take, its pixels included. */
export const DECODE_MEMORY = 640_000_000;

/** Pixels of all frames together: an animation is unpacked from its start, so that its last frame costs them all. */
const ANIMATION_PIXELS = 2_000_000_000;

const MOST_SIDE = 32_768;
/** How many times longer than wide. */
const MOST_STRETCH = 1000;
/** A progressive JPEG can say thousands of times that nothing changes. */
const MOST_SCANS = 200;

/** What an image claims to be, before anything of it is unpacked. */
export interface Claimed {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly animated: boolean;
  /** Bytes of memory per pixel while it is decoded. */
  readonly cost: number;
  /** Pixels that are unpacked for it, where these are more than it shows. */
  readonly unpacked?: number;
  readonly scans?: number;
}

/** Says why an image is not decoded, in words that end a sentence; `undefined` where it may be. */
export function overLimit(claimed: Claimed, maxPixels: number): string | undefined {
  const { width, height, frames, animated, cost, unpacked = 0, scans = 0 } = claimed;
  const size = `${width} × ${height}`;
  const area = Math.max(width * height, unpacked);
  if (width * height > maxPixels) return `wanted at most ${maxPixels / 1e6} megapixels, got ${size}`;
  if (Math.max(width, height) > MOST_SIDE) return `wanted at most ${MOST_SIDE} pixels a side, got ${size}`;
  if (Math.max(width, height) > MOST_STRETCH * Math.min(width, height))
    return `wanted sides at most ${MOST_STRETCH} to 1, got ${size}`;
  if (area * cost > DECODE_MEMORY)
    return `wanted at most ${Math.floor(DECODE_MEMORY / cost / 1e6)} megapixels of this kind, got ${area > width * height ? `${(area / 1e6).toFixed(1)} inside it` : size}`;
  if (animated && width * height * frames > ANIMATION_PIXELS)
    return `wanted at most ${ANIMATION_PIXELS / 1e6} megapixels over all frames, got ${frames} of ${size}`;
  return scans > MOST_SCANS ? `wanted at most ${MOST_SCANS} scans, got ${scans}` : undefined;
}

/** Bytes a pixel of the result, and of what libvips holds beside it. */
const PLAIN = 3.2;

/** Measured for each kind with `test/unit/datasets/decode-memory.test.ts`. */
export function jpegCost({ buffered, samples }: Pick<JpegLayout, "buffered" | "samples">): number {
  return PLAIN + (buffered ? 2 * samples : 0);
}

/** Rows of an interlaced PNG come in no order. */
export function pngCost({ interlaced, pixelBytes }: { interlaced: boolean; pixelBytes: number }): number {
  return PLAIN + (interlaced ? pixelBytes : 0);
}

/** What one pixel costs of an image that libvips has looked at. */
export function costOf(metadata: Metadata, jpeg: JpegLayout | undefined, apng: Apng | undefined): number {
  const deep = metadata.depth !== "uchar";
  const pixelBytes = metadata.channels * (bytesOf[metadata.depth] ?? 8);
  // An image is copied whole before it is turned.
  const turned = (metadata.orientation ?? 1) > 1 ? pixelBytes : 0;
  const many = (metadata.pages ?? 1) > 1;
  switch (metadata.format) {
    case "jpeg":
      return turned + jpegCost(jpeg ?? { buffered: true, samples: metadata.channels });
    case "png":
      return apng
        ? 20 + turned
        : turned + pngCost({ interlaced: metadata.isProgressive === true, pixelBytes });
    case "heif":
      return deep ? 29 : 22;
    case "webp":
      return turned + (many ? 18 : 9.5);
    case "gif":
      return turned + (many ? 14 : 7.2);
    default:
      return turned + PLAIN + pixelBytes;
  }
}

const bytesOf: Readonly<Record<string, number>> = {
  char: 1,
  uchar: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  float: 4,
  double: 8,
  complex: 8,
  dpcomplex: 16,
};
