import { describe, expect, it } from "vitest";
import { checkGolden as checkFaces } from "../../../models/face-finder.ts";
import { checkGolden } from "../../../models/image-classifier.ts";
import { readManifest } from "../../../models/index.ts";
import type { FaceFinderManifest, ImageClassifierManifest } from "../../../models/manifest.ts";
import type { Session } from "../../../models/session.ts";

/** A device that gives the same value for everything. */
const giving = (value: number): Session => ({
  device: "cpu",
  refused: [],
  inputNames: [],
  inputs: [],
  outputs: [],
  async run(feeds) {
    const [pictures = 0, ...sides] = Object.values(feeds)[0]?.shape ?? [];
    const of = (count: number) => new Float32Array(count).fill(value);
    const places = Math.max(...sides) ** 2 / 16;
    const { labels } = readManifest("open-nsfw") as ImageClassifierManifest;
    if (pictures > 1) return { scores: of(pictures * labels.length) };
    return { heat: of(places), scale: of(2 * places), offset: of(2 * places) };
  },
  bind: () => async () => {},
  close: async () => {},
});

describe("a network is held against golden values when it is loaded", () => {
  it.each([Number.NaN, 0, 0.5])("a face finder that gives %d for everything is refused", async (value) => {
    const manifest = readManifest("centerface") as FaceFinderManifest;
    await expect(checkFaces(giving(value), manifest)).rejects.toThrow(
      /^Cannot use model "centerface" on device cpu: wanted heat 0\.0117 for test picture 0, got [^\n]*$/u,
    );
  });

  it.each([Number.NaN, 0, 0.5])(
    "a classifier that gives %d for everything is refused, in whole numbers too",
    async (value) => {
      const manifest = readManifest("open-nsfw") as ImageClassifierManifest;
      for (const tolerance of [undefined, 0.1])
        await expect(checkGolden(giving(value), manifest, tolerance)).rejects.toThrow(
          /^Cannot use model "open-nsfw" on device cpu: wanted 0\.9998 of normal for test picture 0, got [^\n]*$/u,
        );
    },
  );
});
