import sharp from "sharp";
import type { Pixels } from "../../../models/index.ts";

/** PNG bytes of an image, with an XMP packet where there is one. */
export async function png({ data, width, height }: Pixels, xmp?: string): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 } }).png({ compressionLevel: 9 });
  return (xmp === undefined ? image : image.withXmp(xmp)).toBuffer();
}

/** Side of a tile and space between tiles, pixels. */
const TILE = 128;
const GAP = 4;

/** Images as equal tiles on white, row by row; small ones keep their pixels' edges. */
export async function contactSheet(images: readonly Pixels[]): Promise<Uint8Array> {
  const across = Math.ceil(Math.sqrt(images.length));
  const down = Math.ceil(images.length / across);
  const tiles = await Promise.all(
    images.map(async ({ data, width, height }, i) => ({
      input: await sharp(data, { raw: { width, height, channels: 3 } })
        .resize(TILE, TILE, {
          fit: "contain",
          background: "#fff",
          kernel: width < TILE ? "nearest" : "lanczos3",
        })
        .png()
        .toBuffer(),
      left: GAP + (i % across) * (TILE + GAP),
      top: GAP + Math.floor(i / across) * (TILE + GAP),
    })),
  );
  const [width, height] = [across, down].map((count) => count * (TILE + GAP) + GAP) as [number, number];
  return sharp({ create: { width, height, channels: 3, background: "#fff" } })
    .composite(tiles)
    .png({ compressionLevel: 9 })
    .toBuffer();
}
