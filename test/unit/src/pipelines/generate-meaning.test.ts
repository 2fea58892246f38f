import { beforeAll, describe, expect, it } from "vitest";
import type { Pixels } from "../../../../models/index.ts";
import { clippedShare, shapeOf } from "../../../support/cascade-measure.ts";
import { make, pixelsOf, scratch } from "../../../support/cascade-run.ts";

beforeAll(() => {
  scratch();
});

const N = 12;
const base = { from: 1, to: 1 } as const;
const images = async (
  text: string,
  guidance: number,
  rest: Partial<Parameters<typeof make>[0]> = {},
): Promise<readonly Pixels[]> => {
  const { outcomes } = await make({
    model: "tiny-cascade",
    prompts: [{ text }],
    n: N,
    ...rest,
    overrides: { ...rest.overrides, guidance },
  });
  return outcomes.map(pixelsOf);
};
const rate = (all: readonly Pixels[], right: (image: Pixels) => boolean) => all.filter(right).length;
const redAndRound = (image: Pixels) => {
  const { hue, roundness, area } = shapeOf(image);
  return hue === "red" && area > 0.05 && roundness > 0.85;
};
/** At 16 pixels the triangles that the training set's recipe draws have a roundness of 0.63 to 0.75. */
const redTriangle = (image: Pixels) => {
  const { hue, roundness } = shapeOf(image);
  return hue === "red" && roundness > 0.6 && roundness <= 0.75;
};

describe("the tiny cascade", () => {
  it("draws a red circle red and round, and a blue square neither", async () => {
    const rateAt = async (scale: number) => rate(await images("a red circle", scale), redAndRound);
    const [none, quarter, whole, guided] = [
      await rateAt(0),
      await rateAt(0.25),
      await rateAt(1),
      await rateAt(2),
    ];
    // From the unconditional half at 0 to the conditional at 1, where the rate is full; 2 keeps it there.
    expect(quarter).toBeGreaterThan(none);
    expect(whole).toBeGreaterThan(quarter);
    expect(guided).toBeGreaterThanOrEqual(N - 2);
    expect(rate(await images("a blue square", 2), redAndRound)).toBe(0);
  });

  it("draws a triangle in red, which it never saw, in two steps: guidance above 1 raises the rate", async () => {
    const two = { n: 64, stages: base, overrides: { steps: 2 } };
    const rateAt = async (scale: number) => rate(await images("a triangle in red", scale, two), redTriangle);
    // Measured: 18 and 62 of 64 (seed 7), so that neither bound is reached by chance.
    expect(await rateAt(1)).toBeLessThan(two.n / 2);
    expect(await rateAt(3)).toBeGreaterThan(0.8 * two.n);
  });

  it("stays in range under strong guidance with dynamic thresholding, where static clipping saturates", async () => {
    const settings = {
      sampler: "dpm-solver++-2m",
      prediction: "v",
      schedule: { kind: "squared-cosine", timesteps: 1000 },
      steps: 12,
      spacing: "trailing",
      guidance: { scale: 8 },
    } as const;
    const saturation = async (thresholding: object) => {
      const exactly = {
        base: { settings: { ...settings, thresholding } as never },
      };
      const { outcomes } = await make({
        model: "tiny-cascade",
        prompts: [{ text: "a red circle" }],
        n: 6,
        stages: base,
        exactly,
      });
      const shares = outcomes.map((one) => clippedShare(pixelsOf(one)));
      return shares.reduce((a, b) => a + b, 0) / shares.length;
    };
    const dynamic = await saturation({ kind: "dynamic", percentile: 0.95, cap: 4 });
    const fixed = await saturation({ kind: "static" });
    const none = await saturation({ kind: "none" });
    expect(dynamic).toBeLessThan(0.6 * fixed);
    expect(dynamic).toBeLessThan(0.6 * none);
  });
});
