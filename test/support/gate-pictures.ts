import sharp, { type Sharp } from "sharp";
import { decodeImage, isTrouble, openDataset } from "../../datasets/index.ts";
import type { Pixels } from "../../models/index.ts";

/** The built-in sample's pictures, cut to squares of a side, in the dataset's order. */
export async function samplePictures(
  side: number,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly Pixels[]> {
  const found: Pixels[] = [];
  for (const shard of (await openDataset("sample")).shards)
    for await (const pair of shard.read(new AbortController().signal)) {
      if (found.length >= limit) return found;
      if (isTrouble(pair) || !pair.image) continue;
      const { pixels } = await decodeImage(await pair.image());
      if (pixels) found.push(await toPixels(from(pixels).resize(side, side, { fit: "cover" })));
    }
  return found;
}

/** What happens to pictures on their way. */
export const dispositions = {
  "as it is": async (pixels: Pixels) => pixels,
  "JPEG 75": (pixels: Pixels) => encoded(from(pixels).jpeg({ quality: 75 })),
  "resized to 50 %": (pixels: Pixels) =>
    toPixels(from(pixels).resize(Math.round(pixels.width / 2), Math.round(pixels.height / 2))),
  "cropped by 10 %": (pixels: Pixels, n: number) => crop(pixels, n),
  "cropped by 10 %, then JPEG 75": async (pixels: Pixels, n: number) =>
    encoded(from(await crop(pixels, n)).jpeg({ quality: 75 })),
  "WebP 50": (pixels: Pixels) => encoded(from(pixels).webp({ quality: 50 })),
  mirrored: (pixels: Pixels) => toPixels(from(pixels).flop()),
  "on a margin": (pixels: Pixels, n: number) => framed(pixels, n),
  "on a margin, then JPEG 75": async (pixels: Pixels, n: number) =>
    encoded(from(await framed(pixels, n)).jpeg({ quality: 75 })),
  "cropped by 25 %": (pixels: Pixels, n: number) => crop(pixels, n, 0.75),
} as const;

/** Laid on a larger sheet of one colour, a tenth to a third of the side wider on each edge. */
function framed(pixels: Pixels, n: number): Promise<Pixels> {
  const edge = (i: number) => Math.round(pixels.width * (0.1 + ((n * 7 + i * 5) % 24) / 100));
  const grey = [255, 0, 128][n % 3] ?? 255;
  return toPixels(
    from(pixels).extend({
      ...{ top: edge(0), bottom: edge(1), left: edge(2), right: edge(3) },
      background: { r: grey, g: grey, b: grey },
    }),
  );
}

/** A share of both sides that stays, from wherever the number says. */
function crop(pixels: Pixels, n: number, kept = 0.9): Promise<Pixels> {
  const [width, height] = [Math.round(pixels.width * kept), Math.round(pixels.height * kept)];
  const left = (n * 7) % (pixels.width - width + 1);
  const top = (n * 5) % (pixels.height - height + 1);
  return toPixels(from(pixels).extract({ left, top, width, height }));
}

async function encoded(image: Sharp): Promise<Pixels> {
  return toPixels(sharp(await image.toBuffer()));
}

function from({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

/** How much a picture differs from another, in decibels: peak signal to noise. */
export function psnr(a: Pixels, b: Pixels): number {
  const sum = a.data.reduce((total, value, i) => total + (value - (b.data[i] ?? 0)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (sum / a.data.length));
}

/** A picture without files: gradients, a disc and edges. */
export function drawnPicture(width = 160, height = 128): Pixels {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = Math.hypot(x - width / 2, y - height / 2) < height / 3;
    data.set([(x * 1.5) & 255, (y * 2) & 255, inside ? 220 : 90], 3 * i);
  }
  return { data, width, height };
}
