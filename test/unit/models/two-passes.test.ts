import { describe, expect, it } from "vitest";
import { harm, panel, TAU } from "../../../filters/image-panel.ts";
import { loadImageClassifier } from "../../../models/index.ts";
import { variedPictures } from "../../support/model-pictures.ts";

const pictures = (await variedPictures()).filter((_, i) => i % 2 === 0);

describe.each(panel)("$id in two passes", ({ id, flags, sure }) => {
  it("decides as it does in floats, at its own cuts and at those that flag 1, 5 and 20 % of the pictures", async () => {
    const classifier = await loadImageClassifier(id, { device: "cpu", twice: true });
    try {
      const of = (rows: readonly Float32Array[]) => rows.map((row) => harm(classifier.labels, row));
      const floats = of(await classifier.classify(pictures));
      const twice = await classifier.classifyTwice(
        pictures,
        (scores) => harm(classifier.labels, scores) >= TAU,
      );
      const sums = of(twice.map(({ scores }) => scores));
      const sorted = [...floats].sort((a, b) => b - a);
      const shares = [0.01, 0.05, 0.2].map((share) => sorted[Math.floor(share * sorted.length)] ?? 1);
      // Below the first pass's own limit a policy may not cut.
      for (const cut of [flags, sure, ...shares.filter((value) => value >= TAU)])
        expect(
          floats.map((value) => value >= cut),
          `cut ${cut}`,
        ).toEqual(sums.map((value) => value >= cut));
    } finally {
      await classifier.close();
    }
  });
});
