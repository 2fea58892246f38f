import sharp from "sharp";

/** A part of a picture in shares of its width and height, upright as its EXIF orientation says. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** By how much of its size a region is widened on each side: hair and chin know people, too. */
const MARGIN = 0.15;
/** Cells that are left along a region's longer side: colours and light, and no features. */
const CELLS = 6;
const QUALITY = 95;

/**
 * Blurs regions of a still JPEG, PNG or WebP beyond recovery, and encodes it as it was: upright, in sRGB, with nothing
 * beside its pixels, since a thumbnail in EXIF would show what is blurred. The same bytes and regions give the same bytes.
 * @returns undefined where it is of another kind, has several frames, or does not decode
 */
export async function blurRegions(
  bytes: Uint8Array,
  regions: readonly Region[],
): Promise<Uint8Array | undefined> {
  try {
    const known = await sharp(bytes).metadata();
    if (!["jpeg", "png", "webp"].includes(known.format) || (known.pages ?? 1) > 1) return undefined;
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    const patches = await Promise.all(
      regions.flatMap((region) => patchOf({ data, raw }, areaOf(region, raw)) ?? []),
    );
    const blurred = sharp(data, { raw }).composite(patches);
    if (known.format === "png") return await blurred.png().toBuffer();
    if (known.format === "webp") return await blurred.webp({ quality: QUALITY }).toBuffer();
    return await blurred.jpeg({ quality: QUALITY, chromaSubsampling: "4:4:4" }).toBuffer();
  } catch {
    return undefined;
  }
}

interface Picture {
  readonly data: Uint8Array;
  readonly raw: { readonly width: number; readonly height: number; readonly channels: 1 | 2 | 3 | 4 };
}
interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Whole pixels of a widened region, inside of the picture. */
export function areaOf(
  { left, top, right, bottom }: Region,
  { width, height }: Omit<Area, "left" | "top">,
): Area {
  const [across, down] = [MARGIN * (right - left), MARGIN * (bottom - top)];
  const from = (share: number, of: number) => Math.min(of - 1, Math.max(0, Math.floor(share * of)));
  const to = (share: number, of: number) => Math.min(of, Math.max(1, Math.ceil(share * of)));
  const [x, y] = [from(left - across, width), from(top - down, height)];
  return {
    left: x,
    top: y,
    width: Math.max(1, to(right + across, width) - x),
    height: Math.max(1, to(bottom + down, height) - y),
  };
}

async function patchOf({ data, raw }: Picture, area: Area) {
  const scale = CELLS / Math.max(area.width, area.height, CELLS);
  const cells = {
    width: Math.max(1, Math.round(area.width * scale)),
    height: Math.max(1, Math.round(area.height * scale)),
  };
  const small = await sharp(data, { raw })
    .extract(area)
    .resize({ ...cells, fit: "fill", kernel: "linear" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const input = await sharp(small.data, { raw: { ...small.info, channels: small.info.channels } })
    .resize({ width: area.width, height: area.height, fit: "fill", kernel: "cubic" })
    .png()
    .toBuffer();
  return { input, left: area.left, top: area.top, blend: "over" as const };
}
