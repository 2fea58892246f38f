import sharp, { type Metadata } from "sharp";
import { orAbort, untilAbort } from "./decode/abort.ts";
import { readApng } from "./decode/apng.ts";
import { claimedByHeader, claimedByLook } from "./decode/claimed.ts";
import { hasGps, lateExif } from "./decode/exif-gps.ts";
import { framesLookedAt, furtherFrames } from "./decode/frames.ts";
import { asPicture, type HeifLayout, heifLayout, OddBoxes } from "./decode/heif-layout.ts";
import type {
  DecodedFacts,
  DecodedFrame,
  DecodedFrames,
  DecodedImage,
  DecodeOptions,
} from "./decode/image.ts";
import { overLimit } from "./decode/limits.ts";
import { toPixels } from "./decode/to-pixels.ts";
import { notAnImage, plainFormat } from "./sniff.ts";

/**
 * Decodes an image whole (no shrink-on-load, which moves scores): upright by its EXIF orientation, in sRGB by
 * its colour profile, transparency on white, the first frame of an animation. Never throws but for an abort: an
 * image that is torn, too large or none at all comes back with `error` and with the facts that are known.
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { framesSkipped, further, ...image } = await decodeFrames(bytes, options);
  return image;
}

/** Decodes the first frame as `decodeImage` does, and the others that are looked at when they are asked for. */
export async function decodeFrames(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedFrames> {
  const { maxPixels = 100_000_000, signal } = options;
  signal?.throwIfAborted();
  const odd = notAnImage(bytes);
  if (odd !== undefined) return refuse({ bytes: bytes.length }, odd);
  const format = plainFormat(bytes);
  const claimed = format && claimedByHeader(format, bytes);
  const plain =
    claimed && overLimit(claimed, maxPixels) === undefined
      ? await orAbort(
          toPixels(bytes, { maxPixels }).catch(() => undefined),
          signal,
        )
      : undefined;
  if (!format || !plain) return decodeWithMetadata(bytes, maxPixels, signal);
  const { width, height } = plain;
  const facts = { bytes: bytes.length, width, height, format, animated: false, frames: 1, exifGps: false };
  return { facts: { ...facts, decodable: true }, pixels: plain, framesSkipped: 0, further: none };
}

/** How many threads libvips may use for one image, in this process; its cache is switched off. */
export function limitDecodeThreads(threads: number): void {
  sharp.concurrency(threads);
  sharp.cache(false);
}

const formats = new Set(["jpeg", "png", "webp", "gif", "avif", "heif", "tiff"]);
const animatable = new Set(["png", "webp", "gif", "avif"]);

/** Parsing the header apart costs a tenth of the decoding: only images that need it come here. */
async function decodeWithMetadata(
  given: Uint8Array,
  maxPixels: number,
  signal: AbortSignal | undefined,
): Promise<DecodedFrames> {
  const heif = boxesOf(given);
  if (typeof heif === "string") return refuse({ bytes: given.length }, `wanted one picture, got ${heif}`);
  const bytes = heif?.film ? asPicture(given) : given;
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (metadata === undefined)
    return refuse({ bytes: bytes.length }, `wanted ${[...formats].join(", ")}, got other or damaged bytes`);
  const format = formatOf(metadata);
  if (!formats.has(format)) return refuse({ bytes: bytes.length }, `${format} images are not supported`);
  const { width, height } = metadata.autoOrient;
  const apng = format === "png" ? readApng(bytes) : undefined;
  const pages = apng?.frames ?? metadata.pages ?? 1;
  const frames = pages + (heif?.filmed ?? 0);
  const animated = animatable.has(format) && (frames > 1 || apng !== undefined);
  const exifGps = await hasGps(metadata.exif ?? (format === "png" ? lateExif(bytes) : undefined));
  const known = { bytes: bytes.length, width, height, format, animated, frames, exifGps };
  const tooLarge = overLimit(claimedByLook({ bytes, metadata, apng, heif, frames, animated }), maxPixels);
  if (tooLarge !== undefined) return refuse(known, tooLarge);
  const pixels = await orAbort(
    toPixels(bytes, { maxPixels }).catch(() => undefined),
    signal,
  );
  if (pixels === undefined) return refuse(known, damaged(format));
  const wanted = framesLookedAt(pages);
  const many = { bytes, metadata, maxPixels, apng };
  return {
    facts: { ...known, decodable: true },
    pixels,
    framesSkipped: frames - wanted.length,
    further: () => untilAbort(furtherFrames(many, wanted.slice(1)), signal),
  };
}

/** The boxes of an AVIF or HEIF, or what is odd about them: looked at before libheif unpacks anything. */
function boxesOf(bytes: Uint8Array): HeifLayout | string | undefined {
  try {
    return heifLayout(bytes);
  } catch (error) {
    if (error instanceof OddBoxes) return error.message;
    throw error;
  }
}

/** The frames of an image that has no further ones. */
async function* none(): AsyncGenerator<DecodedFrame> {}

function refuse(known: Omit<DecodedFacts, "decodable">, reason: string): DecodedFrames {
  const facts = { ...known, decodable: false };
  return { facts, error: `Cannot decode image: ${reason}`, framesSkipped: known.frames ?? 0, further: none };
}

/**
 * Sentences of our own: libvips keeps its words in one buffer for all threads, so they depend on which other
 * image failed at the same time, and a run's bytes must not.
 */
function damaged(format: string): string {
  return `the ${format} data is truncated or damaged`;
}

function formatOf({ format, compression }: Metadata): string {
  return format === "heif" && compression === "av1" ? "avif" : format;
}
