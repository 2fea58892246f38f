import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SamplerConfig, type SamplerId, samplerIds } from "../../../models/cascade/config.ts";
import { batchNoise, noiseFor } from "../../../models/cascade/noise/stream.ts";
import { createSampler } from "../../../models/cascade/samplers/sampler.ts";
import { apart, runDouble } from "../../support/cascade-double.ts";

function setting(sampler: SamplerId, change: Partial<SamplerConfig> = {}): SamplerConfig {
  const common = {
    sampler,
    steps: 8,
    thresholding: { kind: "dynamic", percentile: 0.95, cap: 1.5 },
  } as const;
  if (sampler === "edm-euler")
    return { ...common, schedule: { kind: "edm" }, prediction: "epsilon", ...change };
  if (sampler === "flow-euler")
    return { ...common, schedule: { kind: "flow" }, prediction: "flow", ...change };
  return { ...common, schedule: { kind: "scaled-linear" }, prediction: "v", ...change };
}

/** A perfect network: what it says about x, when the image behind x is known. */
function oracle(
  config: SamplerConfig,
  x: Float32Array,
  image: Float32Array,
  at: { signal: number; noise: number },
) {
  const sigma = at.noise;
  const length = Math.hypot(at.signal, at.noise);
  return x.map((value, i) => {
    const x0 = image[i] as number;
    const epsilon = (value - at.signal * x0) / sigma;
    if (config.sampler === "edm-euler") {
      const power = Math.sqrt(sigma * sigma + 0.25);
      return (x0 - (0.25 / (power * power)) * value) / ((sigma * 0.5) / power);
    }
    if (config.prediction === "flow") return epsilon - x0;
    if (config.prediction === "sample") return x0;
    if (config.prediction === "epsilon") return epsilon;
    return (at.signal / length) * epsilon - (at.noise / length) * x0;
  });
}

describe.each(samplerIds)("sampler %s", (id) => {
  const predictions =
    id === "edm-euler" ? ["epsilon"] : id === "flow-euler" ? ["flow"] : ["epsilon", "sample", "v"];

  it.each(predictions as SamplerConfig["prediction"][])(
    "finds the image that a perfect network knows, from %s",
    (prediction) => {
      const config = setting(id, { prediction, thresholding: { kind: "none" }, finalAlphaOne: true });
      const values = 12;
      const image = Float32Array.from({ length: values }, (_, i) => Math.sin(i));
      const sampler = createSampler(config, { images: 1, values });
      const stream = noiseFor("philox", 5, 0, 0);
      const x = new Float32Array(values);
      const x0 = new Float32Array(values);
      stream.normal(x);
      const [first] = sampler.marginals;
      for (let i = 0; i < values; i++)
        x[i] = (first?.signal ?? 0) * (image[i] as number) + (first?.noise ?? 0) * (x[i] as number);
      for (const call of sampler.timesteps.keys()) {
        const at = sampler.marginals[call] ?? { signal: 1, noise: 1 };
        sampler.step({ mean: oracle(config, x, image, at) }, call, x, x0, (out) => stream.normal(out));
        expect(apart(x0, image)).toBeLessThan(2e-4);
      }
      // PNDM combines v of several levels, as diffusers does; a perfect v differs between levels.
      const mixed = id === "pndm" && prediction === "v";
      expect(apart(x, image)).toBeLessThan(id === "edm-euler" || mixed ? 0.01 : 2e-4);
    },
  );

  it("gives an image the same alone as in a batch, bit for bit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 4 }), (seed, images) => {
        const values = 20;
        const together = sampled(
          setting(id),
          seed,
          Array.from({ length: images }, (_, i) => i),
          values,
        );
        for (let image = 0; image < images; image++)
          expect(sampled(setting(id), seed, [image], values)).toEqual(
            together.slice(image * values, (image + 1) * values),
          );
      }),
      { numRuns: 10 },
    );
  });

  it.each([61, 397])("runs %i trailing steps, where numpy's arange gives one too many", (steps) => {
    // A consistency model takes 50 at most and spaces them itself.
    if (id === "lcm") return;
    const x = sampled(setting(id, { steps, spacing: "trailing" }), 3, [0], 8);
    expect([...x].every(Number.isFinite)).toBe(true);
  });

  it("runs again with the same bits, and is JSON", () => {
    const config = setting(id);
    const again = JSON.parse(JSON.stringify(config)) as SamplerConfig;
    expect(sampled(again, 3, [0, 1], 16)).toEqual(sampled(config, 3, [0, 1], 16));
  });
});

function sampled(
  config: SamplerConfig,
  seed: number,
  images: readonly number[],
  values: number,
): Float32Array {
  const sampler = createSampler(config, { images: images.length, values });
  const noise = batchNoise(
    images.map((image) => noiseFor("philox", seed, 0, image)),
    values,
  );
  const x = new Float32Array(images.length * values);
  noise(x);
  for (let i = 0; i < x.length; i++) x[i] = sampler.initialScale * (x[i] as number);
  runDouble(sampler, x, noise);
  return x;
}

describe("a sampler", () => {
  it("allocates no array in a step, whatever the size of the batch", () => {
    const shape = { images: 4, values: 3 * 64 * 64 };
    const size = shape.images * shape.values;
    const [x, x0, mean] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
    const noise = batchNoise(
      [0, 1, 2, 3].map((image) => noiseFor("philox", 1, 0, image)),
      shape.values,
    );
    for (const id of samplerIds) {
      const sampler = createSampler(setting(id), shape);
      const before = process.memoryUsage().arrayBuffers;
      for (const call of sampler.timesteps.keys()) sampler.step({ mean }, call, x, x0, noise);
      expect(process.memoryUsage().arrayBuffers - before, id).toBeLessThan(size);
    }
  });

  it("says by how much the network's output moves ε, for the memorisation signal", () => {
    const gain = (config: SamplerConfig) => createSampler(config, { images: 1, values: 4 });
    for (const value of gain(setting("ddim", { prediction: "epsilon" })).epsilonGain)
      expect(value).toBeCloseTo(1, 12);
    const { epsilonGain, marginals } = gain(setting("ddim", { prediction: "v" }));
    for (const [call, value] of epsilonGain.entries())
      expect(value).toBeCloseTo(marginals[call]?.signal ?? 9, 6);
    for (const value of gain(setting("euler", { prediction: "epsilon" })).epsilonGain)
      expect(value).toBeCloseTo(1, 6);
  });

  it.each([
    [
      setting("ddim", {
        schedule: { kind: "linear", zeroTerminalSnr: true },
        spacing: "trailing",
        prediction: "epsilon",
      }),
      'Cannot predict "epsilon": the first timestep is pure noise (zero terminal SNR), which wants prediction "v" or "sample"',
    ],
    [
      setting("ddim", { prediction: "flow" }),
      'Cannot predict "flow" on a schedule of betas: wanted epsilon, sample or v',
    ],
    [setting("ddim", { eta: 2 }), 'Cannot build sampler "ddim": eta must be in [0, 1], got 2'],
    [
      setting("ddpm", { schedule: { kind: "edm" } }),
      'Cannot build sampler "ddpm": wanted a schedule of betas, got "edm"',
    ],
    [
      setting("edm-euler", { schedule: { kind: "flow" } }),
      'Cannot build sampler "edm-euler": wanted schedule "edm", got "flow"',
    ],
    [
      setting("flow-euler", { prediction: "v" }),
      'Cannot build sampler "flow-euler": wanted prediction flow, got "v"',
    ],
    [
      setting("edm-euler", { prediction: "sample" }),
      'Cannot build sampler "edm-euler": wanted prediction epsilon or v, got "sample"',
    ],
    [
      setting("euler", { steps: 0 }),
      "Cannot space timesteps: steps must be a whole number in [1, 1000], got 0",
    ],
    [
      setting("lcm", { steps: 51 }),
      'Cannot build sampler "lcm": wanted 1 ≤ steps ≤ originalSteps ≤ 1000, got 51 and 50',
    ],
    [
      setting("dpm-solver++-2m", { steps: 1000 }),
      "Cannot space timesteps: steps must be a whole number in [1, 999], got 1000",
    ],
    [
      setting("ddpm", { skip: 8 }),
      'Cannot build sampler "ddpm": skip must be a whole number in [0, 7], got 8',
    ],
    [setting("pndm", { skip: 1 }), 'Cannot build sampler "pndm": skip must be 0, got 1'],
    [
      setting("ddpm", { timesteps: [10, 20] }),
      "Cannot take timesteps: wanted falling whole numbers in [0, 999], got 10, 20, …",
    ],
  ] as const)("refuses %j", (config, message) => {
    expect(() => createSampler(config, { images: 1, values: 4 })).toThrow(message);
  });

  it("wants the variance that its network learned", () => {
    const sampler = createSampler(setting("ddpm", { variance: "learned-range" }), { images: 1, values: 2 });
    expect(sampler.learnsVariance).toBe(true);
    const [x, mean] = [new Float32Array(2), new Float32Array(2)];
    expect(() => sampler.step({ mean }, 0, x, new Float32Array(2), () => {})).toThrow(
      'Cannot step: variance "learned-range" wants the network\'s second half of channels',
    );
  });
});
