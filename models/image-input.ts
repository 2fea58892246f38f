import type { ImageInput } from "./manifest.ts";
import type { Pixels } from "./pixels.ts";

/**
 * Bilinear resize with aligned corners and no antialiasing, as nsfwjs does it through TensorFlow.js
 * (`resizeBilinear(…, alignCorners = true)`): the corners of both grids coincide. Any other resize moves
 * scores by up to 0.5 (specification of image models, §2).
 * Writes size · size · 3 values, 0…255, row by row, not rounded, into `out` from `offset` on.
 */
export function resizeAligned(
  { data, width, height }: Pixels,
  size: number,
  out: Float32Array,
  offset = 0,
): void {
  const [xs, ys] = [samplePoints(width, size), samplePoints(height, size)];
  let at = offset;
  for (let y = 0; y < size; y++) {
    const top = (ys.low[y] as number) * width;
    const bottom = (ys.high[y] as number) * width;
    const dy = ys.share[y] as number;
    for (let x = 0; x < size; x++) {
      const [left, right, dx] = [xs.low[x] as number, xs.high[x] as number, xs.share[x] as number];
      const [a, b, c, d] = [(top + left) * 3, (top + right) * 3, (bottom + left) * 3, (bottom + right) * 3];
      for (let channel = 0; channel < 3; channel++) {
        const upper = lerp(data[a + channel] as number, data[b + channel] as number, dx);
        out[at++] = lerp(upper, lerp(data[c + channel] as number, data[d + channel] as number, dx), dy);
      }
    }
  }
}

const lerp = (from: number, to: number, share: number) => from + (to - from) * share;

function samplePoints(from: number, to: number) {
  const scale = to > 1 ? (from - 1) / (to - 1) : 0;
  const low = Uint32Array.from({ length: to }, (_, i) => Math.floor(i * scale));
  return {
    low,
    high: Uint32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.ceil(i * scale))),
    share: Float64Array.from({ length: to }, (_, i) => i * scale - (low[i] as number)),
  };
}

/**
 * Antialiased resize by sharp, crop and normalisation, as the Hugging Face processors of ViT and CLIP do.
 * @returns 3 · size · size values, channel by channel
 */
export async function normalisedPlanes(
  pixels: Pixels,
  { size, resize, mean = [0, 0, 0], std = [1, 1, 1] }: ImageInput,
): Promise<Float32Array> {
  const { default: sharp } = await import("sharp");
  const { data, width, height } = pixels;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(
      size,
      size,
      resize === "squash" ? { fit: "fill", kernel: "linear" } : { fit: "cover", kernel: "cubic" },
    )
    .raw()
    .toBuffer();
  const plane = size * size;
  const out = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++)
      out[c * plane + i] = ((bytes[i * 3 + c] as number) / 255 - (mean[c] ?? 0)) / (std[c] ?? 1);
  return out;
}
