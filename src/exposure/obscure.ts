import sharp, { type Sharp } from "sharp";

/** How much of an image is shown: the upper half of the exposure ladder. */
export type Obscuring = "edges" | "mosaic" | "greyscale" | "colour";

/** 8-bit sRGB, 3 bytes per pixel, row by row. */
export interface ObscuredImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Longest side, in pixels, of the image whose outlines are drawn. */
const OUTLINED = 240;

/** Longest side of a mosaic, in tiles: too few to make out a person. */
const TILES = 12;

/**
 * An image as far as its obscuring lets through, at most `width` × `height` pixels. What is hidden is
 * gone from the pixels: nothing clearer ever leaves this function.
 * @throws Error with one line when the image does not decode
 */
export async function obscure(
  bytes: Uint8Array,
  kind: Obscuring,
  width: number,
  height: number,
): Promise<ObscuredImage> {
  const upright = sharp(bytes, { limitInputPixels: 100_000_000 })
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace("srgb");
  const inside = { width, height, fit: "inside" } as const;
  switch (kind) {
    case "edges":
      return edges(upright, width, height);
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
async function edges(image: Sharp, width: number, height: number): Promise<ObscuredImage> {
  const inside = { width: OUTLINED, height: OUTLINED, fit: "inside" } as const;
  const grey = await pixels(image.resize(inside).greyscale().blur(2).toColourspace("srgb"));
  const raw = { width: grey.width, height: grey.height, channels: 3 } as const;
  return pixels(sharp(outlines(grey), { raw }).resize({ width, height, fit: "inside" }));
}

/** Dark where brightness changes (Sobel's gradient), white elsewhere; the strongest change is black. */
function outlines({ width, height, data }: ObscuredImage): Uint8Array {
  const at = (x: number, y: number) =>
    data[3 * (Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x)))] ?? 0;
  const side = (x: number, y: number, across: 0 | 1, by: -1 | 1) =>
    across === 0
      ? at(x + by, y - 1) + 2 * at(x + by, y) + at(x + by, y + 1)
      : at(x - 1, y + by) + 2 * at(x, y + by) + at(x + 1, y + by);
  const steepness = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return Math.hypot(side(x, y, 0, 1) - side(x, y, 0, -1), side(x, y, 1, 1) - side(x, y, 1, -1));
  });
  const most = steepness.reduce((a, b) => Math.max(a, b), 1);
  return Uint8Array.from({ length: 3 * steepness.length }, (_, i) => {
    const share = (steepness[Math.floor(i / 3)] ?? 0) / most;
    return 255 * (1 - Math.min(1, 2 * share));
  });
}

async function pixels(image: Sharp): Promise<ObscuredImage> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3) return { width, height, data };
  if (channels !== 1) throw new Error(`wanted 3 channels, got ${channels}`);
  return {
    width,
    height,
    data: Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)] ?? 0),
  };
}

/** A part of an image: shares of its width and height. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The image with a red frame around a part of it: the frame shows where, and nothing more of what. */
export function framed({ width, height, data }: ObscuredImage, part: Part): ObscuredImage {
  const out = Uint8Array.from(data);
  const [left, right] = [Math.floor(part.left * width), Math.ceil(part.right * width) - 1];
  const [top, bottom] = [Math.floor(part.top * height), Math.ceil(part.bottom * height) - 1];
  const red = (x: number, y: number) => {
    if (x >= 0 && y >= 0 && x < width && y < height) out.set([255, 0, 0], 3 * (y * width + x));
  };
  for (let x = left; x <= right; x++) for (const y of [top, bottom]) red(x, y);
  for (let y = top; y <= bottom; y++) for (const x of [left, right]) red(x, y);
  return { width, height, data: out };
}

/** PNG bytes of an obscured image. */
export async function obscuredPng({ data, width, height }: ObscuredImage): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** An obscured image in the nearest of so many colours, for terminals that keep no more. */
export async function inFewColours(
  { data, width, height }: ObscuredImage,
  colours: number,
): Promise<ObscuredImage> {
  const png = await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ palette: true, colours, effort: 1 })
    .toBuffer();
  return pixels(sharp(png).toColourspace("srgb"));
}
