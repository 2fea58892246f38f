import { beforeAll, describe, expect, it } from "vitest";
import type { Pixels } from "../../models/index.ts";
import { clippedShare, shapeOf } from "./measure.ts";
import { make, pixelsOf, scratch } from "./run.ts";

beforeAll(() => {
  scratch();
});

const N = 12;
const base = { from: 1, to: 1 } as const;
const images = async (text: string, guidance: number): Promise<readonly Pixels[]> => {
  const { outcomes } = await make({
    model: "tiny-cascade",
    prompts: [{ text }],
    n: N,
    overrides: { guidance },
  });
  return outcomes.map(pixelsOf);
};
const rate = (all: readonly Pixels[], right: (image: Pixels) => boolean) => all.filter(right).length;
const redAndRound = (image: Pixels) => {
  const { hue, roundness, area } = shapeOf(image);
  return hue === "red" && area > 0.05 && roundness > 0.85;
};

describe("the tiny cascade", () => {
  it("draws a red circle red and round, and a blue square neither; guidance raises the rate", async () => {
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
        base: { settings: { ...settings, thresholding } as never, noiseLevel: null },
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
