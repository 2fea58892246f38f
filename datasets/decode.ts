import exifr from "exifr";
import sharp, { type Metadata } from "sharp";
import { notAnImage, plainFormat } from "./sniff.ts";

/** What decoding found out about an image; `decodable: false` carries only what the bytes themselves say. */
export interface DecodedFacts {
  readonly bytes: number;
  readonly decodable: boolean;
  /** Pixels, after EXIF orientation. */
  readonly width?: number;
  readonly height?: number;
  /** `jpeg`, `png`, `webp`, `gif`, `avif`, `heif` or `tiff`, as the bytes say, not the file name. */
  readonly format?: string;
  readonly animated?: boolean;
  /** Whether EXIF holds a latitude and a longitude. */
  readonly exifGps?: boolean;
}

export interface DecodedImage {
  readonly facts: DecodedFacts;
  /** 8-bit sRGB, 3 bytes per pixel, row by row; absent when it cannot be decoded. */
  readonly pixels?: { readonly data: Uint8Array; readonly width: number; readonly height: number };
  /** Why it cannot be decoded, in one line. */
  readonly error?: string;
}

export interface DecodeOptions {
  /** Larger images are refused before they are decoded. Default 100 megapixels. */
  readonly maxPixels?: number;
}

/**
 * Decodes an image whole (no shrink-on-load, which moves scores): upright by its EXIF orientation, in sRGB by
 * its colour profile, transparency on white, the first frame of an animation. Never throws: an image that is
 * torn, too large or none at all comes back with `error` and with the facts that are known.
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { maxPixels = 100_000_000 } = options;
  const odd = notAnImage(bytes);
  if (odd !== undefined) return refuse({ bytes: bytes.length }, odd);
  const format = plainFormat(bytes);
  const plain = format && (await toPixels(bytes, maxPixels).catch(() => undefined));
  if (!plain) return decodeWithMetadata(bytes, maxPixels);
  const { width, height } = plain;
  const facts = { bytes: bytes.length, width, height, format, animated: false, exifGps: false };
  return { facts: { ...facts, decodable: true }, pixels: plain };
}

/** How many threads libvips may use for one image, in this process; its cache is switched off. */
export function limitDecodeThreads(threads: number): void {
  sharp.concurrency(threads);
  sharp.cache(false);
}

const formats = new Set(["jpeg", "png", "webp", "gif", "avif", "heif", "tiff"]);
const animatable = new Set(["png", "webp", "gif", "avif"]);

/** Parsing the header apart costs a tenth of the decoding: only images that need it come here. */
async function decodeWithMetadata(bytes: Uint8Array, maxPixels: number): Promise<DecodedImage> {
  const image = sharp(bytes, { limitInputPixels: false });
  const metadata = await image.metadata().catch(() => undefined);
  if (metadata === undefined)
    return refuse({ bytes: bytes.length }, `wanted ${[...formats].join(", ")}, got other or damaged bytes`);
  const format = formatOf(metadata);
  if (!formats.has(format)) return refuse({ bytes: bytes.length }, `${format} images are not supported`);
  const { width, height } = metadata.autoOrient;
  const animated = animatable.has(format) && ((metadata.pages ?? 1) > 1 || isAnimatedPng(bytes));
  const exifGps = await hasGps(metadata.exif ?? (format === "png" ? lateExif(bytes) : undefined));
  const known = { bytes: bytes.length, width, height, format, animated, exifGps };
  if (width * height > maxPixels)
    return refuse(known, `wanted at most ${maxPixels / 1e6} megapixels, got ${width} × ${height}`);
  try {
    const pixels = await toPixels(bytes, maxPixels);
    return { facts: { ...known, decodable: true }, pixels };
  } catch {
    return refuse(known, damaged(format));
  }
}

async function toPixels(bytes: Uint8Array, maxPixels: number): Promise<NonNullable<DecodedImage["pixels"]>> {
  const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" })
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`wanted 3 channels, got ${info.channels}`);
  return { data, width: info.width, height: info.height };
}

function refuse(known: Omit<DecodedFacts, "decodable">, reason: string): DecodedImage {
  return { facts: { ...known, decodable: false }, error: `Cannot decode image: ${reason}` };
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

/** libvips reads an animated PNG as a still: https://wiki.mozilla.org/APNG_Specification puts `acTL` near the start. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).includes("acTL");
}

/** libvips passes over EXIF that a PNG holds behind its pixels, where it may stand: https://www.w3.org/TR/png-3/#eXIf */
function lateExif(bytes: Uint8Array): Buffer | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = all.lastIndexOf("eXIf");
  return at < 4 ? undefined : all.subarray(at + 4, at + 4 + all.readUInt32BE(at - 4));
}

/** The tag that points to the GPS directory, in either byte order: parsing is skipped without it. */
const gpsTags = [Buffer.from([0x88, 0x25]), Buffer.from([0x25, 0x88])];
const exifHeader = "Exif\0\0";

async function hasGps(exif: Buffer | undefined): Promise<boolean> {
  if (exif === undefined || !gpsTags.some((tag) => exif.includes(tag))) return false;
  const tiff = exif.toString("latin1", 0, 6) === exifHeader ? exif.subarray(6) : exif;
  try {
    const gps = await exifr.gps(tiff);
    return Number.isFinite(gps?.latitude) && Number.isFinite(gps?.longitude);
  } catch {
    return false;
  }
}
