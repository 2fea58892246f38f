import sharp, { type Metadata } from "sharp";
import { type Apng, composeApng } from "./apng.ts";
import type { DecodedFrame, DecodedPixels } from "./image.ts";
import { type Claimed, costOf, overLimit } from "./limits.ts";
import { toPixels, turnUpright } from "./to-pixels.ts";

/** How many frames of one image are looked at; of more, ones at even distances, the first and the last among them. */
export const FRAMES_LOOKED_AT = 32;

/** Pixels of neighbouring frames that are unpacked at once: each time, an animation is unpacked from its start. */
const TOGETHER = 16_000_000;

/** An image of several frames whose first one could be decoded. */
export interface ManyFrames {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata;
  /** Where it is an animated PNG. */
  readonly apng: Apng | undefined;
  readonly maxPixels: number;
}

/**
 * The frames that are looked at.
 *
 * @example
 * framesLookedAt(3) // => [0, 1, 2]
 * framesLookedAt(9, 3) // => [0, 4, 8]
 */
export function framesLookedAt(frames: number, most = FRAMES_LOOKED_AT): readonly number[] {
  if (frames <= most) return [...Array(frames).keys()];
  return Array.from({ length: most }, (_, i) => Math.round((i * (frames - 1)) / (most - 1)));
}

/** Decodes the wanted ones, which come in order and do not have the first among them, one after another. */
export async function* furtherFrames(
  image: ManyFrames,
  wanted: readonly number[],
): AsyncGenerator<DecodedFrame> {
  const { format } = image.metadata;
  if (image.apng) yield* composed(image, image.apng, wanted);
  else if (format === "gif" || format === "webp") yield* unrolled(image, wanted);
  else yield* paged(image, wanted);
}

/** Pages that can be had apart: of a TIFF, an AVIF or a HEIF. */
async function* paged(image: ManyFrames, wanted: readonly number[]): AsyncGenerator<DecodedFrame> {
  const { bytes, metadata, maxPixels } = image;
  // The primary image is the first frame, wherever it lies; the others keep their order.
  const primary = metadata.pagePrimary ?? 0;
  for (const index of wanted) {
    const page = index <= primary ? index - 1 : index;
    const size = await sharp(bytes, { page, limitInputPixels: false })
      .metadata()
      .catch(() => undefined);
    const tooLarge = size && overLimit(claimedPage(size), maxPixels);
    if (tooLarge !== undefined) yield refused(index, tooLarge);
    else yield frame(index, await toPixels(bytes, { maxPixels, page }).catch(() => undefined));
  }
}

function claimedPage(page: Metadata): Claimed {
  const { width, height } = page;
  return { width, height, frames: 1, animated: false, cost: costOf(page, undefined, undefined) };
}

/** Frames of a GIF or WebP, each laid over those before it by libvips. */
async function* unrolled(image: ManyFrames, wanted: readonly number[]): AsyncGenerator<DecodedFrame> {
  const { bytes, metadata, maxPixels } = image;
  const area = metadata.width * (metadata.pageHeight ?? metadata.height);
  const turned = (metadata.orientation ?? 1) > 1;
  const most = turned ? 1 : Math.max(1, Math.floor(Math.min(TOGETHER, maxPixels) / area));
  for (let i = 0; i < wanted.length; ) {
    const first = wanted[i] as number;
    const run = wanted.slice(i).filter((index) => index < first + most);
    const pages = (run[run.length - 1] as number) - first + 1;
    const strip = await toPixels(bytes, { maxPixels, page: first, pages }).catch(() => undefined);
    // One damaged frame spoils its neighbours: then each is tried alone.
    if (strip === undefined && run.length > 1)
      for (const page of run)
        yield frame(page, await toPixels(bytes, { maxPixels, page }).catch(() => undefined));
    else for (const index of run) yield frame(index, strip && cutOut(strip, index - first, pages));
    i += run.length;
  }
}

function cutOut({ data, width, height }: DecodedPixels, place: number, places: number): DecodedPixels {
  const one = height / places;
  return { data: data.slice(place * one * width * 3, (place + 1) * one * width * 3), width, height: one };
}

async function* composed(
  { metadata }: ManyFrames,
  apng: Apng,
  wanted: readonly number[],
): AsyncGenerator<DecodedFrame> {
  let index = apng.stillApart ? 1 : 0;
  for await (const pixels of composeApng(apng)) {
    if (wanted.includes(index))
      yield frame(index, pixels && (await turnUpright(pixels, metadata.orientation)));
    index++;
  }
}

function frame(index: number, pixels: DecodedPixels | undefined): DecodedFrame {
  return pixels === undefined ? refused(index, "its data is truncated or damaged") : { index, pixels };
}

function refused(index: number, reason: string): DecodedFrame {
  return { index, error: `Cannot decode frame ${index + 1}: ${reason}` };
}
