import { existsSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { planPairs } from "../datasets/illustrations/pairs.ts";
import { share } from "../datasets/illustrations/share.ts";
import { decodeImage, isTrouble, openDataset } from "../datasets/index.ts";
import type { Pixels } from "../models/index.ts";

/** A harmless picture on white, a square of pixels. */
export interface Harmless {
  readonly kind: string;
  readonly family: "drawings" | "photographs";
  /** Pictures of one group look alike: they are all in one half. */
  readonly group: string;
  readonly pixels: Pixels;
}

/** In which half a group is: cuts are chosen on the first, and reported on the second. */
export function halfOf(group: string): "calibration" | "report" {
  return share("half", group) < 0.5 ? "calibration" : "report";
}

/**
 * Harmless pictures of 256 pixels a side: emoji by concept, in five styles; what `illustrator` made of 100 held-out
 * captions; the built-in sample's photographs; and, where they lie beside the repository, pictures from textbooks.
 * @param part share of the concepts of emoji, in (0, 1]
 */
export async function* harmless(part: number): AsyncGenerator<Harmless> {
  const planned = await planPairs(part).catch((error: Error) => {
    console.error(`not here: emoji, so none is measured (${error.message})`);
    return [];
  });
  for (const { emoji, source, original } of planned)
    if (emoji.skinTones.length === 0)
      yield {
        kind: `emoji, ${source.style}`,
        family: "drawings",
        group: emoji.concept,
        pixels: await toSquare(await original(), 256),
      };
  for (let i = 0; i < 100; i++) {
    const [left, top] = [128 * (i % 10), 128 * Math.floor(i / 10)];
    const tile = sharp("bench/illustrator-100.jpg").extract({ left, top, width: 128, height: 128 });
    yield {
      kind: "made by illustrator",
      family: "drawings",
      group: `tile ${i}`,
      pixels: await toSquare(await tile.png().toBuffer(), 128),
    };
  }
  yield* photographs("sample", "photographs");
  const textbooks = join("..", "shared", "data", "pairs", "openstax");
  if (existsSync(textbooks)) yield* photographs(textbooks, "textbooks", 600);
}

async function* photographs(
  from: string,
  kind: string,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Harmless> {
  let count = 0;
  for (const shard of (await openDataset(from)).shards)
    for await (const pair of shard.read(new AbortController().signal)) {
      // The sample's two colour grids were made to be taken for pornography.
      if (isTrouble(pair) || !pair.image || madeToTrigger.has(pair.key)) continue;
      const { pixels } = await decodeImage(await pair.image());
      if (!pixels) continue;
      if (count++ >= most) return;
      yield {
        kind,
        family: "photographs",
        group: `${from} ${pair.key}`,
        pixels: await resized(pixels, 256, "cover"),
      };
    }
}

const madeToTrigger: ReadonlySet<string> = new Set(["00001/000010037"]);

/** The sample's grid of colours that were made to be taken for pornography: what no cut may let through. */
export async function positive(): Promise<Pick<Harmless, "pixels">> {
  for (const shard of (await openDataset("sample")).shards)
    for await (const pair of shard.read(new AbortController().signal)) {
      if (isTrouble(pair) || !pair.image || !madeToTrigger.has(pair.key)) continue;
      const { pixels } = await decodeImage(await pair.image());
      if (pixels) return { pixels: await resized(pixels, 256, "cover") };
    }
  throw new Error("Cannot find the sample's harmless positive: wanted 00001/000010037");
}

async function toSquare(original: Buffer, side: number): Promise<Pixels> {
  const { format, width = 1, height = 1 } = await sharp(original).metadata();
  const density = format === "svg" ? { density: (96 * side) / Math.max(width, height) } : {};
  return raw(
    sharp(original, density)
      .flatten({ background: "#fff" })
      .resize(side, side, { fit: "contain", background: "#fff" }),
  );
}

/** Scaled by Lanczos, as a stage of that size would hold the picture. */
export function resized(
  { data, width, height }: Pixels,
  side: number,
  fit: "fill" | "cover" = "fill",
): Promise<Pixels> {
  return raw(sharp(data, { raw: { width, height, channels: 3 } }).resize(side, side, { fit }));
}

/** The pixels of a picture, RGB. */
export async function raw(image: Sharp): Promise<Pixels> {
  const { data, info } = await image
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}
