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
  const columns = samplePoints(width, size);
  const rows = samplePoints(height, size);
  let at = offset;
  for (let y = 0; y < size; y++) {
    const top = (rows.low[y] as number) * width * 3;
    const bottom = (rows.high[y] as number) * width * 3;
    const dy = rows.share[y] as number;
    for (let x = 0; x < size; x++) {
      const left = (columns.low[x] as number) * 3;
      const right = (columns.high[x] as number) * 3;
      const dx = columns.share[x] as number;
      for (let channel = 0; channel < 3; channel++) {
        const a = data[top + left + channel] as number;
        const c = data[bottom + left + channel] as number;
        const upper = a + ((data[top + right + channel] as number) - a) * dx;
        const lower = c + ((data[bottom + right + channel] as number) - c) * dx;
        out[at++] = upper + (lower - upper) * dy;
      }
    }
  }
}

/** For each of `to` outputs: the pixels below and above it among `from`, and how far it lies between them. */
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
