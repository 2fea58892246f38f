import { boxMuller } from "./gaussian.ts";
import { philox } from "./philox.ts";
import { torchGenerator } from "./torch.ts";

/** Generators of noise: ours, the same bits on every machine, or what torch would draw on a CPU. */
export const rngIds = ["philox", "torch"] as const;
export type RngId = (typeof rngIds)[number];

/** Unit noise of one image in one stage; every call goes on where the last one ended. */
export interface NoiseStream {
  normal(out: Float32Array): void;
}

/**
 * The noise of one image: it depends on these arguments alone, so that an image does not change with its batch.
 *
 * `philox` is keyed by the seed and counts blocks of four values per (stage, image). `torch` draws what
 * `torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed + image))` would, anew in every stage: in
 * diffusers, pass a list with one such generator per image.
 *
 * @param seed whole number in [0, 2⁵³)
 * @param stage place of the stage in its cascade, from 0
 * @param image place of the image in the request, from 0
 * @throws Error when one is out of range
 */
export function noiseFor(rng: RngId, seed: number, stage: number, image: number): NoiseStream {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`Cannot make noise: seed must be a whole number in [0, 2^53), got ${seed}`);
  for (const [name, value] of Object.entries({ stage, image }))
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32)
      throw new Error(`Cannot make noise: ${name} must be a whole number in [0, 2^32), got ${value}`);
  return rng === "torch" ? torchGenerator(seed + image) : philoxStream(seed, stage, image);
}

function philoxStream(seed: number, stage: number, image: number): NoiseStream {
  const key = { low: (seed % 2 ** 32) | 0, high: Math.floor(seed / 2 ** 32) };
  const words = new Uint32Array(4);
  const rest = new Float32Array(4);
  const counter = { low: 0, high: 0, image, stage };
  return {
    normal(out) {
      for (let i = 0; i < out.length; i += 4) {
        philox(counter, key.low, key.high, words);
        counter.low = (counter.low + 1) >>> 0;
        if (counter.low === 0) counter.high++;
        const whole = i + 4 <= out.length;
        const target = whole ? out : rest;
        const at = whole ? i : 0;
        boxMuller(words[0] as number, words[1] as number, target, at);
        boxMuller(words[2] as number, words[3] as number, target, at + 2);
        if (!whole) out.set(rest.subarray(0, out.length - i), i);
      }
    },
  };
}

/** One source of unit noise for a batch of images that each have their own stream; `values` numbers per image. */
export function batchNoise(streams: readonly NoiseStream[], values: number): (out: Float32Array) => void {
  return (out) => {
    for (const [i, stream] of streams.entries()) stream.normal(out.subarray(i * values, (i + 1) * values));
  };
}
