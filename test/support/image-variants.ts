import sharp from "sharp";
import type { Pixels } from "../../models/index.ts";

/** The same picture as others would hold it: what a person sees does not change, nor should a flag. */
export async function variantsOf(picture: Pixels, side: number): Promise<ReadonlyMap<string, Pixels>> {
  const at = (size: number) =>
    sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } }).resize(
      size,
      size,
      {
        fit: "inside",
      },
    );
  const base = await raw(at(side));
  const again = () => sharp(base.data, { raw: { width: base.width, height: base.height, channels: 3 } });
  const border = Math.max(1, Math.round(side / 50));
  const edges = { top: border, bottom: border, left: border, right: border };
  return new Map([
    ["as it is", base],
    ["twice the size", await raw(at(2 * side))],
    ["JPEG 75", await raw(sharp(await again().jpeg({ quality: 75 }).toBuffer()))],
    ["mirrored", await raw(again().flop())],
    ["2 % border", await raw(again().extend({ ...edges, background: "#fff" }))],
    ["grey", await raw(again().greyscale().toColourspace("srgb"))],
  ]);
}

async function raw(image: ReturnType<typeof sharp>): Promise<Pixels> {
  const { data, info } = await image.toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  const rgb =
    info.channels === 3
      ? new Uint8Array(data)
      : Uint8Array.from({ length: info.width * info.height * 3 }, (_, i) => data[Math.floor(i / 3)] ?? 0);
  return { data: rgb, width: info.width, height: info.height };
}
