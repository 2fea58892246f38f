import { behindEnd, type DecodedFrames, decodeFrames, inLanes } from "../../../datasets/index.ts";
import type { Filter, Sample } from "../../../filters/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import type { RawImage, RawPair } from "./batch.ts";

/** Images up to this many pixels are decoded together while the last batch is in inference; larger ones wait, one at a time. */
const TOGETHER = 8_000_000;

/** An image of a pair, decoded. */
export interface Looked extends Omit<DecodedFrames, "further"> {
  readonly name: string;
  readonly own: boolean;
  readonly sha256: string;
  /** What hides behind its end, which no viewer shows. */
  readonly behind?: string;
}

/** One of the ways to look at a pair: a caption of it with an image of it. */
export interface View {
  readonly sample: Sample;
  /** The image's name, and the frame's number, from 0, where it is a further one. */
  readonly image: string | null;
  /** Which filters are to see it: each image, each caption and each two together are seen once. */
  readonly needs: readonly Filter["needs"][];
}

/** Pairs whose images are decoded at a time: libuv has as many threads. */
const LANES = 4;
/** Pixels of a batch that are in memory at once. */
const OF_A_BATCH = 48_000_000;

/** The images of a batch's pairs, each decoded; `large` where they must wait until nothing else is in memory. */
export async function lookTogether(
  pairs: readonly RawPair[],
): Promise<readonly (readonly Looked[] | "large")[]> {
  const looked: (readonly Looked[] | "large")[] = [];
  let left = OF_A_BATCH;
  await inLanes(pairs.entries(), LANES, async ([i, pair]) => {
    const images = left <= 0 && pair.images.length > 0 ? "large" : await lookAt(pair);
    if (images !== "large")
      left -= images.reduce((sum, { pixels }) => sum + (pixels ? pixels.width * pixels.height : 0), 0);
    looked[i] = images;
  });
  return looked;
}

async function lookAt({ images, fatal }: RawPair): Promise<readonly Looked[] | "large"> {
  const looked: Looked[] = [];
  let left = TOGETHER;
  for (const image of fatal === undefined ? images : []) {
    const one = await look(image, left);
    const { width = 0, height = 0, frames = 1 } = one.facts;
    left -= width * height;
    if (left < 0 || frames > 1) return "large";
    looked.push(one);
  }
  return looked;
}

/** Decodes one image, and its further frames when they are asked for. */
export async function look(
  { name, own, bytes }: RawImage,
  maxPixels?: number,
): Promise<Looked & Pick<DecodedFrames, "further">> {
  const decoded = await decodeFrames(bytes, maxPixels === undefined ? {} : { maxPixels });
  const behind = behindEnd(bytes);
  return { ...decoded, name, own, sha256: sha256Of(bytes), ...(behind === undefined ? {} : { behind }) };
}

/**
 * The views of a pair that an image adds, or, without one, of its captions alone.
 * @param first whether nothing of the pair was seen yet
 */
export function viewsOf(
  { key, captions }: RawPair,
  image: Looked | undefined,
  first: boolean,
): readonly View[] {
  const seen = image && { image: image.facts, ...(image.pixels ? { pixels: image.pixels } : {}) };
  const view = (caption: string | undefined, needs: View["needs"]): View => ({
    sample: { key, ...(caption === undefined ? {} : { caption }), ...seen },
    image: image?.name ?? null,
    needs,
  });
  const [caption, ...others] = captions;
  return [
    view(caption, first ? ["caption", "image", "both"] : ["image", "both"]),
    ...others.map((other) => view(other, first ? ["caption", "both"] : ["both"])),
  ];
}

/** The view of a further frame of an image. */
export function frameView(
  { key, captions: [caption] }: RawPair,
  { name, facts }: Pick<Looked, "name" | "facts">,
  index: number,
  pixels: NonNullable<Looked["pixels"]>,
): View {
  const sample = { key, ...(caption === undefined ? {} : { caption }), image: facts, pixels };
  return { sample, image: `${name}#${index}`, needs: ["image"] };
}
