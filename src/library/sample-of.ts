import { decodeImage, type Pair } from "../../datasets/index.ts";
import type { Sample } from "../../filters/index.ts";

/** A pair as filters judge it: its caption, and its image decoded; an image that does not decode has no pixels. */
export async function sampleOf({ key, caption, image }: Pair): Promise<Sample> {
  const text = caption === undefined ? {} : { caption };
  if (image === undefined) return { key, ...text };
  const { facts, pixels } = await decodeImage(await image());
  return { key, ...text, image: facts, ...(pixels === undefined ? {} : { pixels }) };
}
