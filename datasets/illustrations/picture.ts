import sharp from "sharp";

/** What the encoded bytes depend on beside the packages. */
export const encoder = `sharp ${sharp.versions.sharp} on ${process.platform}-${process.arch}`;

/** SVG's own unit: 96 pixels an inch. */
const SVG_DPI = 96;

/**
 * PNGs of one original on white by side, each scaled from one rendering at the largest. An image of pixels is never
 * scaled up: sides beyond its own are left out.
 * @param original an SVG, or an image of pixels
 * @param wanted sides in pixels
 */
export async function drawPicture(
  original: Buffer,
  wanted: readonly number[],
): Promise<ReadonlyMap<number, Buffer>> {
  const { format, width, height } = await sharp(original).metadata();
  const own = Math.max(width, height);
  const sides = format === "svg" ? wanted : wanted.filter((side) => side <= own);
  if (sides.length === 0) return new Map();
  const largest = Math.max(...sides);
  // A vector is drawn at the density at which it has the wanted size, instead of being scaled up.
  const picture =
    format === "svg" ? sharp(original, { density: (SVG_DPI * largest) / own }) : sharp(original);
  const { data, info } = await picture
    .flatten({ background: "#fff" })
    .resize(largest, largest, { fit: "contain", background: "#fff", kernel: "lanczos3" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = info;
  const raw = { width: info.width, height: info.height, channels };
  const pictures = sides.map(async (side) => {
    const scaled = sharp(data, { raw }).resize(side, side, { kernel: "lanczos3" });
    return [side, await scaled.png({ compressionLevel: 6, adaptiveFiltering: true }).toBuffer()] as const;
  });
  return new Map(await Promise.all(pictures));
}
