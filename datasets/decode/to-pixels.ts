import sharp from "sharp";
import type { DecodedPixels } from "./image.ts";

/** What the limits allow takes a few seconds: this is for what nobody thought of. */
const MOST_SECONDS = 120;

/** Where the picture lies among several, and how large it may be. */
export interface PixelOptions {
  readonly maxPixels: number;
  /** The first page; without it the one that the file calls its primary. */
  readonly page?: number;
  /** How many pages, one below the other. */
  readonly pages?: number;
}

/** Upright, sRGB, transparency on white; throws where libvips does. */
export async function toPixels(bytes: Uint8Array, options: PixelOptions): Promise<DecodedPixels> {
  const { maxPixels, ...where } = options;
  const image = sharp(bytes, { ...where, limitInputPixels: maxPixels, failOn: "error" });
  const { data, info } = await image
    .timeout({ seconds: MOST_SECONDS })
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`wanted 3 channels, got ${info.channels}`);
  return { data, width: info.width, height: info.height };
}

/** EXIF's orientations: whether to mirror, then how far to turn, as sharp orders them. */
const turns: Readonly<Record<number, readonly [degrees: number, mirror?: "flip" | "flop"]>> = {
  2: [0, "flop"],
  3: [180],
  4: [180, "flop"],
  5: [90, "flip"],
  6: [90],
  7: [270, "flip"],
  8: [270],
};

/** Turns pixels that did not come from a file with EXIF in it. */
export async function turnUpright(pixels: DecodedPixels, orientation = 1): Promise<DecodedPixels> {
  const turn = turns[orientation];
  if (turn === undefined) return pixels;
  const { data, width, height } = pixels;
  const image = sharp(data, { raw: { width, height, channels: 3 } }).rotate(turn[0]);
  const turned = turn[1] === undefined ? image : image[turn[1]]();
  const { data: raw, info } = await turned.raw().toBuffer({ resolveWithObject: true });
  return { data: raw, width: info.width, height: info.height };
}
