import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile, quickselect } from "../../../models/cascade/quantile.ts";
import { betas, cumulativeAlphas } from "../../../models/cascade/schedule.ts";
import { karrasSigmas } from "../../../models/cascade/sigmas.ts";
import { roundHalfEven, spaced } from "../../../models/cascade/spacing.ts";
import { cascadeFixture } from "../../support/cascade-double.ts";

interface Parts {
  readonly quantile: {
    readonly values: readonly number[];
    readonly shares: readonly number[];
    readonly quantiles: readonly number[];
  };
  readonly spacings: Readonly<Record<"leading" | "linspace" | "trailing", string>>;
  readonly schedules: readonly {
    readonly kind: "linear" | "scaled_linear" | "squaredcos_cap_v2" | "sigmoid";
    readonly zero: boolean;
    readonly at: readonly number[];
    readonly betas: readonly number[];
    readonly bars: readonly number[];
  }[];
}

const parts = cascadeFixture<Parts>("parts.json");
const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const floats = fc.array(finite, { minLength: 1, maxLength: 200 }).map((values) => Float32Array.from(values));

describe("schedules", () => {
  const kinds = {
    linear: "linear",
    scaled_linear: "scaled-linear",
    squaredcos_cap_v2: "squared-cosine",
    sigmoid: "sigmoid",
  } as const;

  it.each(parts.schedules.map((row) => [row.kind, row.zero, row] as const))(
    "%s, zero terminal SNR %s, as diffusers computes β and ᾱ",
    (kind, zeroTerminalSnr, row) => {
      const rising = betas({ kind: kinds[kind], zeroTerminalSnr });
      const bars = cumulativeAlphas(rising);
      for (const [i, t] of row.at.entries()) {
        expect(Math.abs((rising[t] ?? 9) - Math.fround(row.betas[i] ?? 0))).toBeLessThan(
          zeroTerminalSnr ? 2e-6 : 5e-9,
        );
        expect(Math.abs((bars[t] ?? 9) - Math.fround(row.bars[i] ?? 0))).toBeLessThan(3e-7);
      }
      if (zeroTerminalSnr) expect(bars.at(-1)).toBe(0);
    },
  );

  it("has the published cosine: β0, ᾱ250, ᾱ500, ᾱ999 (specification of the cascade, §1.3)", () => {
    const rising = betas({ kind: "squared-cosine" });
    const bars = cumulativeAlphas(rising);
    expect(rising[0]).toBeCloseTo(4.12842e-5, 10);
    expect(bars[250]).toBeCloseTo(0.845888, 6);
    expect(bars[500]).toBeCloseTo(0.492285, 6);
    expect(bars[999]).toBeCloseTo(2.43e-9, 11);
  });

  it("has a cosine without offset: ᾱ = cos²(πt/2) until the cap", () => {
    const bars = cumulativeAlphas(betas({ kind: "cosine" }));
    for (const t of [0, 99, 499, 899])
      expect(bars[t]).toBeCloseTo(Math.cos(((t + 1) / 1000) * (Math.PI / 2)) ** 2, 5);
  });

  it("has EDM's levels: 80 … 0.002 with ρ = 7 (Karras et al. 2022, equation 5)", () => {
    const sigmas = karrasSigmas(80, 0.002, 18);
    expect([sigmas[0], sigmas[1], sigmas[17]].map((sigma) => sigma?.toPrecision(5))).toEqual([
      "80.000",
      "57.586",
      "0.0020000",
    ]);
  });

  it.each([
    [{ kind: "linear", timesteps: 0 }, "timesteps must be a whole number ≥ 1, got 0"],
    [{ kind: "linear", betaEnd: 1 }, "wanted 0 < betaStart ≤ betaEnd < 1, got 0.0001 and 1"],
  ] as const)("refuses %j", (schedule, message) => {
    expect(() => betas(schedule)).toThrow(`Cannot build schedule "linear": ${message}`);
  });
});

describe("spacing", () => {
  it.each(["leading", "linspace", "trailing"] as const)(
    "%s is numpy's for every number of steps, and has as many timesteps",
    (spacing) => {
      const every = Array.from({ length: 1000 }, (_, i) =>
        spaced(spacing, { steps: i + 1, timesteps: 1000 }),
      );
      expect(every.map(({ length }) => length)).toEqual(every.map((_, i) => i + 1));
      expect(createHash("sha256").update(JSON.stringify(every)).digest("hex")).toBe(parts.spacings[spacing]);
    },
  );

  it("rounds halves to even", () => {
    expect([0.5, 1.5, 2.5, 3.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 4, 2, 3]);
  });

  it("refuses more steps than timesteps", () => {
    expect(() => spaced("leading", { steps: 1001, timesteps: 1000 })).toThrow(
      "Cannot space timesteps: steps must be a whole number in [1, 1000], got 1001",
    );
  });
});

describe("quantile", () => {
  it("is torch.quantile, to the bit", () => {
    const { values, shares, quantiles } = parts.quantile;
    const ours = shares.map((share) => quantile(Float32Array.from(values, Math.abs), share));
    expect(ours).toEqual(quantiles.map(Math.fround));
  });

  it("selects what sorting would put there, and orders around it", () => {
    fc.assert(
      fc.property(floats, fc.nat(), (values, at) => {
        const k = at % values.length;
        const sorted = values.toSorted();
        const selected = values.slice();
        expect(quickselect(selected, k)).toBe(sorted[k]);
        expect(Math.max(...selected.subarray(0, k + 1))).toBe(sorted[k]);
        expect(Math.min(...selected.subarray(k))).toBe(sorted[k]);
      }),
    );
  });

  it("equals interpolation between sorted neighbours", () => {
    fc.assert(
      fc.property(floats, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = values.toSorted();
        const rank = q * (values.length - 1);
        const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
        const wanted = below + (above - below) * (rank - Math.floor(rank));
        const slack = 1e-5 * Math.max(1, ...values.map(Math.abs)) * values.length;
        expect(Math.abs(quantile(values.slice(), q) - wanted)).toBeLessThanOrEqual(slack);
      }),
    );
  });
});
