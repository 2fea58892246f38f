import sharp, { type Sharp } from "sharp";

/** What the encoded bytes depend on beside the packages. */
export const encoder = `sharp ${sharp.versions.sharp} on ${process.platform}-${process.arch}`;

/** SVG's own unit: 96 pixels an inch. */
const SVG_DPI = 96;

/**
 * PNGs of one original on white by side, each scaled from the one rendering at the largest.
 * @param original an SVG, or a raster image
 * @param sides in pixels
 */
export async function drawPicture(
  original: Buffer,
  sides: readonly number[],
): Promise<ReadonlyMap<number, Buffer>> {
  const largest = Math.max(...sides);
  const { data, info } = await (await open(original, largest))
    .flatten({ background: "#fff" })
    .resize(largest, largest, { fit: "contain", background: "#fff", kernel: "lanczos3" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pictures = sides.map(async (side) => {
    const scaled = sharp(data, { raw: { width, height, channels: 3 } }).resize(side, side, {
      kernel: "lanczos3",
    });
    return [side, await scaled.png({ compressionLevel: 6, adaptiveFiltering: true }).toBuffer()] as const;
  });
  return new Map(await Promise.all(pictures));
}

/** A vector is drawn at the density at which it has the wanted size, instead of being scaled up. */
async function open(original: Buffer, side: number): Promise<Sharp> {
  const { format, width, height } = await sharp(original).metadata();
  if (format !== "svg") return sharp(original);
  return sharp(original, { density: (SVG_DPI * side) / Math.max(width, height) });
}
