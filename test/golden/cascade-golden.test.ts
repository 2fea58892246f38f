import { describe, expect, it } from "vitest";
import { augmentation } from "../../models/cascade/augment.ts";
import type { SamplerConfig } from "../../models/cascade/config.ts";
import { guide } from "../../models/cascade/guidance.ts";
import { batchNoise, noiseFor } from "../../models/cascade/noise/stream.ts";
import { torchGenerator } from "../../models/cascade/noise/torch.ts";
import { createSampler } from "../../models/cascade/samplers/sampler.ts";
import { readSchedulerConfig } from "../../models/cascade/scheduler-config.ts";
import { apart, cascadeFixture, doubleNetwork, ramp, runDouble, sumOf } from "../support/cascade-double.ts";

interface Loop {
  readonly scheduler: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly eta?: number;
  readonly clippedOutput?: boolean;
  readonly timesteps: readonly number[];
  readonly sums: readonly number[];
  readonly last: readonly number[];
}

const { loops } = cascadeFixture<{ loops: readonly Loop[] }>("loops.json");

describe("diffusers' schedulers, run by test/support/make-cascade-golden.py", () => {
  it.each(loops.map((loop) => [nameOf(loop), loop] as const))("%s", (_, loop) => {
    const { eta, clippedOutput } = loop;
    const config: SamplerConfig = {
      ...readSchedulerConfig(loop.scheduler, loop.steps).config,
      ...(eta !== undefined && { eta }),
      ...(clippedOutput !== undefined && { clippedOutput }),
    };
    const sampler = createSampler(config, { images: 2, values: 192 });
    expect(apart(sampler.timesteps, loop.timesteps)).toBeLessThan(1e-6);
    const x = ramp(384).map((value) => value * sampler.initialScale);
    const sums: number[] = [];
    runDouble(sampler, x, torchGenerator(7).normal, (now) => sums.push(sumOf(now) / 384));
    expect(
      apart(
        sums,
        loop.sums.map((sum) => sum / 384),
      ),
    ).toBeLessThan(1e-5);
    expect(apart(x, loop.last)).toBeLessThan(1e-5);
  });
});

function nameOf({ scheduler, steps, eta, clippedOutput }: Loop): string {
  const { _class_name: kind, ...settings } = scheduler;
  const rest = Object.entries({ ...settings, eta, clippedOutput })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${value}`);
  return [kind, `${steps} steps`, ...rest].join(", ");
}

interface Stage {
  readonly stage: string;
  readonly scheduler: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly scale: number;
  readonly seeds: readonly [number, number];
  readonly level: number | null;
  readonly noised: readonly number[] | null;
  readonly gaps: readonly (readonly number[])[];
  readonly sums: readonly number[];
  readonly last: readonly number[];
}

const { stages } = cascadeFixture<{ stages: readonly Stage[] }>("deepfloyd.json");

describe("DeepFloyd IF: DDPM, cosine, learned range, dynamic thresholding, guidance on six channels", () => {
  it.each(stages.map((stage) => [stage.stage, stage] as const))(
    "stage %s as diffusers runs it",
    (_, stage) => {
      const values = 3 * 16 * 16;
      const shape = { images: 2, values };
      const { config } = readSchedulerConfig(stage.scheduler, stage.steps);
      const sampler = createSampler(config, shape);
      const noise = batchNoise(
        [0, 1].map((image) => noiseFor("torch", stage.seeds[0], 0, image)),
        values,
      );
      const x = new Float32Array(2 * values);
      noise(x);
      const low = ramp(2 * values);
      if (stage.level !== null) {
        const epsilon = new Float32Array(2 * values);
        noise(epsilon);
        augmentation({ kind: "squared-cosine" }, stage.level).apply(low, epsilon);
        expect(apart(low, stage.noised ?? [])).toBeLessThan(2e-6);
      }
      const network = new Float32Array(2 * 2 * 2 * values);
      const [unconditional, conditional] = [network.subarray(0, 4 * values), network.subarray(4 * values)];
      const out = { mean: new Float32Array(2 * values), variance: new Float32Array(2 * values) };
      const x0 = new Float32Array(2 * values);
      const gaps = new Float64Array(2);
      for (const [call, timestep] of sampler.timesteps.entries()) {
        sixChannels(x, timestep, stage.level === null ? undefined : low, values, unconditional, conditional);
        guide({ conditional, unconditional }, { ...shape, scale: stage.scale }, out, gaps);
        expect(apart(gaps, stage.gaps[call] ?? [])).toBeLessThan(1e-4);
        sampler.step(out, call, x, x0, noise);
        expect(apart([sumOf(x) / x.length], [(stage.sums[call] ?? Number.NaN) / x.length])).toBeLessThan(
          1e-5,
        );
      }
      expect(apart(x, stage.last)).toBeLessThan(1e-5);
    },
  );
});

/** The script's network: both halves, each image with its mean and then its variance. */
function sixChannels(
  x: Float32Array,
  timestep: number,
  low: Float32Array | undefined,
  values: number,
  unconditional: Float32Array,
  conditional: Float32Array,
): void {
  const mean = new Float32Array(x.length);
  doubleNetwork(x, timestep, mean);
  for (let i = 0; i < x.length; i++) {
    const at = Math.floor(i / values) * 2 * values + (i % values);
    const said = mean[i] as number;
    unconditional[at] = said;
    unconditional[at + values] = 0.123;
    conditional[at] = said * 0.75 + (low ? (low[i] as number) / 8 : 0);
    conditional[at + values] = (conditional[at] as number) / 2;
  }
}
