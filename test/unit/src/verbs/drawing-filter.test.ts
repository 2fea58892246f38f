import { describe, expect, it } from "vitest";
import type { FilterVerdict, StageImage } from "../../../../src/pipelines/generate/output-filter.ts";
import { counting } from "../../../../src/verbs/drawing-filter.ts";

const pixels = { data: new Uint8Array(3), width: 1, height: 1 };
const image = (n: number, stage = "base"): StageImage => ({
  ...{ stage, size: 1, image: n, prompt: "a red circle", pixels, finite: true, memorisation: null },
});
const refused = (...rules: readonly [string, ...string[]]): FilterVerdict => ({
  pass: false,
  rules,
  scores: {},
});

/** A filter that finds the first picture a copy, the second one too and blocks it, and lets the third pass. */
const found = {
  provides: ["image-filters"] as const,
  judge: async (images: readonly StageImage[]) =>
    images.map(
      ({ image }) =>
        [
          refused("training-copy"),
          refused("training-copy", "image-porn"),
          { pass: true, scores: {} } satisfies FilterVerdict,
        ][image] ?? refused("no-verdict"),
    ),
};

describe("a copy of a training picture", () => {
  it.each([
    ["compare", [false, false, true]],
    ["audit", [false, false, true]],
    ["evaluate", [true, false, true]],
  ] as const)(
    "is counted once in %s, and refused wherever somebody could be shown it",
    async (purpose, pass) => {
      const tally = { made: 0, refused: 0, copies: 0 };
      const filter = counting(found, tally, purpose);
      const images = [image(0), image(1), image(2)];
      const verdicts = await filter.judge(images);
      expect(verdicts.map((one) => one.pass)).toEqual(pass);
      await filter.judge([image(0, "super")]);
      expect(tally.copies).toBe(2);
    },
  );
});
