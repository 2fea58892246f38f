import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { augmentation } from "../../../models/cascade/augment.ts";
import { guidanceScale, guide, unguided } from "../../../models/cascade/guidance.ts";
import { thresholder } from "../../../models/cascade/threshold.ts";
import { apart, cascadeFixture, ramp } from "../../support/cascade-double.ts";

interface Parts {
  readonly quantile: {
    readonly values: readonly number[];
    readonly thresholds: readonly { percentile: number; cap: number; result: readonly number[] }[];
  };
  readonly rescaled: { readonly scale: number; readonly rescale: number; readonly result: readonly number[] };
}

const parts = cascadeFixture<Parts>("parts.json");
const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });

describe("thresholding", () => {
  it.each(parts.quantile.thresholds.map((row) => [row.percentile, row.cap, row.result] as const))(
    "dynamic, percentile %d, cap %d, as diffusers does it per image",
    (percentile, cap, result) => {
      const x0 = Float32Array.from(parts.quantile.values);
      thresholder({ kind: "dynamic", percentile, cap }, 250)(x0);
      expect(apart(x0, result)).toBeLessThan(1.3e-7);
    },
  );

  it("treats each image of a batch as it treats it alone", () => {
    const config = { kind: "dynamic", percentile: 0.9, cap: 3 } as const;
    fc.assert(
      fc.property(fc.array(finite, { minLength: 24, maxLength: 24 }), (values) => {
        const batch = Float32Array.from(values);
        const alone = [0, 8, 16].flatMap((from) => {
          const image = batch.slice(from, from + 8);
          thresholder(config, 8)(image);
          return [...image];
        });
        thresholder(config, 8)(batch);
        expect([...batch]).toEqual(alone);
        expect(Math.max(...batch.map(Math.abs))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("clips to a range, or does nothing", () => {
    const x0 = Float32Array.of(-3, -0.5, 2);
    thresholder({ kind: "none" }, 3)(x0);
    expect([...x0]).toEqual([-3, -0.5, 2]);
    thresholder({ kind: "static" }, 3)(x0);
    expect([...x0]).toEqual([-1, -0.5, 1]);
  });

  it("leaves NaN for the hand-off to find", () => {
    const x0 = Float32Array.of(Number.NaN, 0.5, 4, 0.25);
    thresholder({ kind: "dynamic", percentile: 0.5, cap: 2 }, 2)(x0);
    expect(x0[0]).toBeNaN();
    expect([...x0.subarray(2)]).toEqual([1, 0.125]);
  });

  it.each([
    [{ kind: "dynamic", percentile: 95 }, 'Cannot threshold "dynamic": percentile must be in [0, 1], got 95'],
    [{ kind: "dynamic", percentile: 0.9, cap: 0 }, "Cannot threshold: cap must be above 0, got 0"],
    [{ kind: "static", range: -1 }, "Cannot threshold: range must be above 0, got -1"],
  ] as const)("refuses %j", (config, message) => {
    expect(() => thresholder(config, 4)).toThrow(message);
  });
});

describe("guidance", () => {
  const pair = () => {
    const conditional = ramp(384).map((value) => value * 0.9);
    // The script's unconditional half: the ramp, mirrored from left to right.
    const unconditional = ramp(384).map((_, i, all) => all[i - (i % 8) + 7 - (i % 8)] as number);
    return { conditional, unconditional };
  };

  it("rescales as diffusers' rescale_noise_cfg (Lin et al. 2305.08891)", () => {
    const { scale, rescale, result } = parts.rescaled;
    const halves = pair();
    const gaps = new Float64Array(2);
    guide(halves, { images: 2, values: 192, scale, rescale }, { mean: halves.conditional }, gaps);
    expect(apart(halves.conditional, result)).toBeLessThan(2e-6);
  });

  it("with w = 1 is the conditional half to the bit, and tells the gap per image", () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 16, maxLength: 16 }), (values) => {
        const conditional = Float32Array.from(values.slice(0, 8));
        const unconditional = Float32Array.from(values.slice(8));
        const mean = new Float32Array(8);
        const gaps = new Float64Array(2);
        guide({ conditional, unconditional }, { images: 2, values: 4, scale: 1 }, { mean }, gaps);
        expect(mean.every((value, i) => value === conditional[i])).toBe(true);
        for (const image of [0, 1]) {
          const gap = Math.hypot(
            ...[0, 1, 2, 3].map(
              (i) => Number(conditional[image * 4 + i]) - Number(unconditional[image * 4 + i]),
            ),
          );
          expect(gaps[image]).toBeCloseTo(gap, 3 - Math.ceil(Math.log10(gap + 1)));
        }
      }),
    );
  });

  it("takes learned variance from the conditional half, and so does no guidance", () => {
    const conditional = Float32Array.of(1, 2, 10, 20, 3, 4, 30, 40);
    const unconditional = new Float32Array(8);
    const out = { mean: new Float32Array(4), variance: new Float32Array(4) };
    guide({ conditional, unconditional }, { images: 2, values: 2, scale: 3 }, out, new Float64Array(2));
    expect([...out.mean, ...out.variance]).toEqual([3, 6, 9, 12, 10, 20, 30, 40]);
    unguided(conditional, { images: 2, values: 2 }, out);
    expect([...out.mean, ...out.variance]).toEqual([1, 2, 3, 4, 10, 20, 30, 40]);
  });

  it("follows its schedule", () => {
    const along = (config: Parameters<typeof guidanceScale>[0]) =>
      Array.from({ length: 10 }, (_, call) => guidanceScale(config, call, 10));
    expect(along({ scale: 7 })).toEqual(Array(10).fill(7));
    expect(along({ scale: 7, schedule: { kind: "interval", from: 0.2, to: 0.5 } })).toEqual([
      1, 1, 7, 7, 7, 1, 1, 1, 1, 1,
    ]);
    expect(along({ scale: 15, schedule: { kind: "oscillating", low: 1, constantCalls: 3 } })).toEqual([
      15, 15, 15, 1, 15, 1, 15, 1, 15, 1,
    ]);
  });

  it.each([
    [{ scale: Number.NaN }, "scale must be a number, got NaN"],
    [{ scale: 2, rescale: 2 }, "rescale must be in [0, 1], got 2"],
    [
      { scale: 2, schedule: { kind: "interval", from: 0.5, to: 0.2 } },
      "wanted 0 ≤ from ≤ to ≤ 1, got 0.5 and 0.2",
    ],
  ] as const)("refuses %j", (config, message) => {
    expect(() => guidanceScale(config, 0, 10)).toThrow(`Cannot guide: ${message}`);
  });
});

describe("noise-conditioning augmentation", () => {
  it("is undone by taking the noise away again", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
        fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 0, max: 900 }),
        (image, epsilon, level) => {
          const low = Float32Array.from(image);
          const { marginal, apply } = augmentation({ kind: "squared-cosine" }, level);
          apply(low, Float32Array.from(epsilon));
          const back = low.map((value, i) => (value - marginal.noise * (epsilon[i] ?? 0)) / marginal.signal);
          expect(apart(back, image)).toBeLessThan(1e-5);
        },
      ),
    );
  });

  it("refuses a level that is no timestep", () => {
    expect(() => augmentation({ kind: "squared-cosine" }, 1000)).toThrow(
      "Cannot add noise to the low-resolution image: level must be a timestep in [0, 999], got 1000",
    );
  });
});
