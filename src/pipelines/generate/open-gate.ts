import { join } from "node:path";
import { createFilter } from "../../../filters/index.ts";
import type { Airlock, StageImage, Verdict } from "./airlock.ts";
import { folderStore, type StageStore } from "./stage-store.ts";

/** What stands between a cascade and the world: it judges images and keeps unfinished work. */
export interface OpenGate {
  readonly airlock: Airlock;
  readonly store: StageStore;
  close(): Promise<void>;
}

/** From this probability of pornography, hentai or sexualised content on, an image is refused. */
const NSFW = 0.5;

/**
 * Opens what every generation goes through: the image filter at each hand-off, and a folder for the stages.
 * @throws Error when the filter's model is missing, damaged or will not load: then nothing is generated
 */
export async function openGate(options: {
  readonly out: string;
  readonly device: string;
}): Promise<OpenGate> {
  const filter = await createFilter("nsfw-image", { device: options.device, models: {} });
  return {
    airlock: {
      provides: ["image-filters"],
      async judge(images) {
        const rows = await filter.score(images.map(sampleOf));
        return images.map((image, i) => verdictOf(image, rows[i] ?? {}));
      },
    },
    store: folderStore(join(options.out, "stages")),
    close: () => filter.close(),
  };
}

function sampleOf({ image, stage, size, pixels }: StageImage) {
  const facts = { bytes: pixels.data.length, decodable: true, width: size, height: size };
  return { key: `${stage}/${image}`, image: facts, pixels };
}

/** A score that is missing, or an image that is none, is no reason to let it pass. */
function verdictOf(
  { finite }: StageImage,
  scores: Readonly<Record<string, number | string | boolean | null>>,
): Verdict {
  if (!finite) return { pass: false, rules: ["not-a-number"], scores };
  const parts = ["image_porn", "image_hentai", "image_sexy"].map((name) => scores[name]);
  const sum = parts.reduce<number>((total, part) => total + (typeof part === "number" ? part : 1), 0);
  return sum < NSFW ? { pass: true, scores } : { pass: false, rules: ["image-nsfw"], scores };
}
