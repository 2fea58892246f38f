import { noiseFor } from "../../models/cascade/noise/stream.ts";
import { ifBase, ifSuper, ifText, sdDecoder, sdText, sdUnet } from "./tiny-folders.ts";
import { clipEmpty, clipRed, encodedByHand, t5Empty, t5Red } from "./tiny-texts.ts";
import { type TinyUnet, unetByHand } from "./tiny-unet.ts";

/**
 * The pipelines once more, straight from their formulas and with none of our samplers, stages or buffers: what
 * diffusers' StableDiffusionPipeline, IFPipeline and IFSuperResolutionPipeline do for one image.
 */

/** ᾱ of a schedule, T = 1000. */
function bars(beta: (i: number) => number): Float64Array {
  let product = 1;
  return Float64Array.from({ length: 1000 }, (_, i) => {
    product *= 1 - beta(i);
    return product;
  });
}

const f = (t: number) => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
const cosine = bars((i) => Math.min(1 - f((i + 1) / 1000) / f(i / 1000), 0.999));
const scaledLinear = bars(
  (i) => (Math.sqrt(0.00085) + (i / 999) * (Math.sqrt(0.012) - Math.sqrt(0.00085))) ** 2,
);

/** Stable Diffusion: DDIM, η = 0, leading timesteps with offset 1, ᾱ of the first timestep at the end. */
export function stableDiffusionByHand(
  seed: number,
  index: number,
  steps: number,
  guidance: number,
): Float32Array {
  const [red, empty] = [encodedByHand(clipRed, sdText), encodedByHand(clipEmpty, sdText)];
  const x = new Float32Array(4 * 64);
  noiseFor("philox", seed, 0, index).normal(x);
  const stride = 1000 / steps;
  for (let k = steps - 1; k >= 0; k--) {
    const t = k * stride + 1;
    const u = unetByHand(sdUnet, x, t, empty);
    const c = unetByHand(sdUnet, x, t, red);
    const [bar, before] = [scaledLinear[t] as number, scaledLinear[Math.max(0, t - stride)] as number];
    for (let i = 0; i < x.length; i++) {
      const epsilon = (u[i] as number) + guidance * ((c[i] as number) - (u[i] as number));
      const x0 = ((x[i] as number) - Math.sqrt(1 - bar) * epsilon) / Math.sqrt(bar);
      x[i] = Math.sqrt(before) * x0 + Math.sqrt(1 - before) * epsilon;
    }
  }
  return Float32Array.from({ length: 3 * 64 * 64 }, (_, at) => {
    const [channel, y, column] = [Math.floor(at / 4096), Math.floor((at % 4096) / 64), at % 64];
    const latent = Math.floor(y / 8) * 8 + Math.floor(column / 8);
    return [0, 1, 2, 3].reduce(
      (sum, k) => sum + ((x[k * 64 + latent] as number) / 0.18215) * (sdDecoder[k * 3 + channel] as number),
      0,
    );
  });
}

/** DeepFloyd IF, base and super-resolution. */
export function deepFloydByHand(seed: number, index: number): { base: Float32Array; large: Float32Array } {
  const [red, empty] = [encodedByHand(t5Red, ifText), encodedByHand(t5Empty, ifText)];
  const texts = { red, empty };
  const first = noiseFor("philox", seed, 0, index);
  const base = draw(first, 3 * 64);
  ancestral(ifBase, base, null, texts, { steps: 4, guidance: 7, cap: 1.5 }, first);
  const second = noiseFor("philox", seed, 1, index);
  const large = draw(second, 3 * 256);
  const low = enlarged(base);
  const epsilon = draw(second, 3 * 256);
  const bar = cosine[250] as number;
  const below = low.map((value, i) => Math.sqrt(bar) * value + Math.sqrt(1 - bar) * (epsilon[i] as number));
  ancestral(ifSuper, large, below, texts, { steps: 3, guidance: 4, cap: 1 }, second);
  return { base, large };
}

type Noise = ReturnType<typeof noiseFor>;

function draw(stream: Noise, count: number): Float32Array {
  const out = new Float32Array(count);
  stream.normal(out);
  return out;
}

/** DDPM with learned range and dynamic thresholding, leading timesteps. */
function ancestral(
  unet: TinyUnet,
  x: Float32Array,
  below: Float32Array | null,
  { red, empty }: { red: Float32Array; empty: Float32Array },
  { steps, guidance, cap }: { steps: number; guidance: number; cap: number },
  stream: Noise,
): void {
  const stride = Math.floor(1000 / steps);
  for (let k = steps - 1; k >= 0; k--) {
    const t = k * stride;
    const sample = below ? Float32Array.from([...x, ...below]) : x;
    const u = unetByHand(unet, sample, t, empty, 250);
    const c = unetByHand(unet, sample, t, red, 250);
    const bar = cosine[t] as number;
    const before = k > 0 ? (cosine[t - stride] as number) : 1;
    const alpha = bar / before;
    const x0 = x.map((value, i) => {
      const epsilon = (u[i] as number) + guidance * ((c[i] as number) - (u[i] as number));
      return (value - Math.sqrt(1 - bar) * epsilon) / Math.sqrt(bar);
    });
    const sorted = [...x0].map(Math.abs).sort((a, b) => a - b);
    const rank = 0.95 * (sorted.length - 1);
    const [lower, upper] = [sorted[Math.floor(rank)] as number, sorted[Math.ceil(rank)] as number];
    const s = Math.min(cap, Math.max(1, lower + (rank - Math.floor(rank)) * (upper - lower)));
    const z = t > 0 ? draw(stream, x.length) : null;
    const small = Math.max(((1 - before) / (1 - bar)) * (1 - alpha), 1e-20);
    for (let i = 0; i < x.length; i++) {
      const bounded = Math.max(-s, Math.min(s, x0[i] as number)) / s;
      const mean =
        ((Math.sqrt(before) * (1 - alpha)) / (1 - bar)) * bounded +
        ((Math.sqrt(alpha) * (1 - before)) / (1 - bar)) * (x[i] as number);
      const share = ((c[x.length + i] as number) + 1) / 2;
      const log = share * Math.log(1 - alpha) + (1 - share) * Math.log(small);
      x[i] = mean + (z ? Math.exp(log / 2) * (z[i] as number) : 0);
    }
  }
}

/** 8 × 8 → 16 × 16, bilinear with aligned corners. */
function enlarged(from: Float32Array): Float32Array {
  return Float32Array.from({ length: 3 * 256 }, (_, at) => {
    const [channel, y, x] = [Math.floor(at / 256), Math.floor((at % 256) / 16), at % 16];
    const [v, h] = [(y * 7) / 15, (x * 7) / 15];
    const [top, left] = [Math.min(6, Math.floor(v)), Math.min(6, Math.floor(h))];
    const [dy, dx] = [v - top, h - left];
    const pixel = (row: number, column: number) => from[channel * 64 + row * 8 + column] as number;
    return (
      (1 - dy) * ((1 - dx) * pixel(top, left) + dx * pixel(top, left + 1)) +
      dy * ((1 - dx) * pixel(top + 1, left) + dx * pixel(top + 1, left + 1))
    );
  });
}
