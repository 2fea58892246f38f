import { readFile } from "node:fs/promises";
import { z } from "zod";
import { dataFile } from "../data-file.ts";

/** What the sample's pairs are made from; `pairs.json` holds one line for each. */
const recipe = z.array(
  z.strictObject({
    /** img2dataset's key: five digits of the shard, four of the position in it. */
    key: z.string().regex(/^\d{9}$/u),
    /** `group/name`, see `pictures.ts`. */
    picture: z.string().regex(/^(?:photo|icon|chart|made)\/[a-z-]+$/u),
    /** Left, top, width, height in pixels of the original. */
    crop: z.tuple([z.int(), z.int(), z.int(), z.int()]).exactOptional(),
    /** An encoding's name, see `encodings.ts`. */
    as: z.string().exactOptional(),
    /** `null`: the pair has no caption at all. */
    caption: z.string().nullable().exactOptional(),
    /** A toxic caption in base64, so that nobody meets it by accident. */
    sealed: z.base64().exactOptional(),
  }),
);

/** How one pair of the sample is made. */
export type PairRecipe = z.infer<typeof recipe>[number];

/** The sample's pairs in shard order. */
export async function readRecipe(): Promise<readonly PairRecipe[]> {
  return recipe.parse(JSON.parse(await readFile(dataFile("sample/pairs.json"), "utf8")));
}

/** The caption as a reader of the dataset gets it; `null` where there is none. */
export function captionOf({ caption, sealed }: PairRecipe): string | null {
  return sealed === undefined ? (caption ?? null) : Buffer.from(sealed, "base64").toString();
}
