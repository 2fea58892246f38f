import sharp, { type Sharp } from "sharp";

/** How much of an image is shown: the upper half of the exposure ladder. */
export type Veil = "edges" | "mosaic" | "greyscale" | "colour";

/** 8-bit sRGB, 3 bytes per pixel, row by row. */
export interface Veiled {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Longest side of a mosaic, in tiles: too few to make out a person. */
const TILES = 12;

/**
 * An image as far as its veil lets through, at most `width` × `height` pixels. What the veil hides is
 * gone from the pixels: nothing clearer ever leaves this function.
 * @throws Error with one line when the image does not decode
 */
export async function veil(bytes: Uint8Array, kind: Veil, width: number, height: number): Promise<Veiled> {
  const upright = sharp(bytes, { limitInputPixels: 100_000_000 })
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace("srgb");
  const inside = { width, height, fit: "inside" } as const;
  switch (kind) {
    case "edges":
      return edges(upright.resize({ ...inside, withoutEnlargement: true }));
    case "mosaic": {
      const tiles = await pixels(upright.resize({ width: TILES, height: TILES, fit: "inside" }));
      const scale = Math.min(width / tiles.width, height / tiles.height);
      const raw = { width: tiles.width, height: tiles.height, channels: 3 } as const;
      return pixels(
        sharp(tiles.data, { raw }).resize({
          width: Math.max(1, Math.round(tiles.width * scale)),
          height: Math.max(1, Math.round(tiles.height * scale)),
          kernel: "nearest",
        }),
      );
    }
    case "greyscale":
      return pixels(upright.resize(inside).greyscale().toColourspace("srgb"));
    case "colour":
      return pixels(upright.resize(inside));
  }
}

/** Outlines only: blurred first, so that texture and faces do not survive. */
async function edges(image: Sharp): Promise<Veiled> {
  const grey = await pixels(image.greyscale().blur(2).toColourspace("srgb"));
  const raw = { width: grey.width, height: grey.height, channels: 3 } as const;
  const outline = { width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1], scale: 1 };
  return pixels(sharp(grey.data, { raw }).convolve(outline).normalise().threshold(60).negate());
}

async function pixels(image: Sharp): Promise<Veiled> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`wanted 3 channels, got ${info.channels}`);
  return { width: info.width, height: info.height, data };
}

/** PNG bytes of a veiled image. */
export async function veiledPng({ data, width, height }: Veiled): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
