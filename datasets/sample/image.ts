import sharp from "sharp";
import { encodingOf } from "./encodings.ts";
import { originalOf } from "./pictures.ts";
import type { PairRecipe } from "./recipe.ts";

/** An image member of a shard. */
export interface SampleImage {
  readonly extension: string;
  readonly bytes: Buffer;
  /** Pixels after EXIF orientation; `null` where the bytes are no image. */
  readonly width: number | null;
  readonly height: number | null;
}

/** Photographs are JPEGs unless their recipe says otherwise, drawings PNGs. */
const usual: Readonly<Record<string, string>> = { photo: "jpg", icon: "png", chart: "png", made: "png" };

/** What the encoded bytes depend on beside the recipe. */
export const encoder = `sharp ${sharp.versions.sharp} on ${process.platform}-${process.arch}`;

/** Makes a pair's image: original, crop, size, encoding. */
export async function makeImage({ picture, crop, as }: PairRecipe): Promise<SampleImage> {
  const original = await originalOf(picture);
  if (picture === "made/web-page") return { extension: "jpg", bytes: original, width: null, height: null };
  const { extension, side, encode } = encodingOf(as ?? usual[picture.split("/")[0] ?? ""] ?? "");
  const bytes = await encode(await cut(original, side, crop));
  const { autoOrient } = await sharp(bytes, { failOn: "none" }).metadata();
  return { extension, bytes, width: autoOrient.width, height: autoOrient.height };
}

function cut(original: Buffer, side: number, crop: PairRecipe["crop"]): Promise<Buffer> {
  const picture = sharp(original);
  if (crop !== undefined) {
    const [left, top, width, height] = crop;
    picture.extract({ left, top, width, height });
  }
  return picture.resize(side, side, { fit: "inside", withoutEnlargement: true }).png().toBuffer();
}
