import type { Pixels } from "../pixels.ts";

/** A finished image, and whether the network's numbers were numbers. */
export interface Finished {
  readonly pixels: Pixels;
  /** False where a value was NaN or ∞; such pixels are black. */
  readonly finite: boolean;
}

/** Planes in [−1, 1] → 8-bit RGB, rounded and clipped. One plane gives grey. */
export function toPixels(planes: Float32Array, side: number): Finished {
  const plane = side * side;
  const channels = planes.length / plane;
  const data = new Uint8Array(3 * plane);
  let finite = true;
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++) {
      const value = planes[(c % channels) * plane + i] as number;
      if (!Number.isFinite(value)) finite = false;
      data[3 * i + c] = Math.max(0, Math.min(255, Math.round((value / 2 + 0.5) * 255))) || 0;
    }
  return { pixels: { data, width: side, height: side }, finite };
}

/**
 * Latents of Stable Diffusion 1 and 2 → RGB in [−1, 1], roughly: the linear fit that Kevin Turner published
 * ("Decoding latents to RGB without upscaling", Hugging Face forum, 2022).
 */
const LATENT_RGB = [
  [0.298, 0.207, 0.208],
  [0.187, 0.286, 0.173],
  [-0.158, 0.189, 0.264],
  [-0.184, -0.271, -0.473],
] as const;

/**
 * A coarse mosaic of an unfinished estimate, at most `tiles` a side: nothing has judged it yet, so no more of it
 * may reach a screen.
 * @param x0 [channels × side × side]; four channels are latents
 */
export function mosaic(x0: Float32Array, side: number, tiles: number): Pixels {
  const plane = side * side;
  const channels = x0.length / plane;
  const count = Math.min(tiles, side);
  const sums = new Float32Array(3 * count * count);
  const hits = new Uint32Array(count * count);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const tile = Math.floor((y * count) / side) * count + Math.floor((x * count) / side);
      hits[tile] = (hits[tile] as number) + 1;
      for (let c = 0; c < 3; c++)
        sums[c * count * count + tile] =
          (sums[c * count * count + tile] as number) + colour(x0, y * side + x, plane, channels, c);
    }
  for (let i = 0; i < sums.length; i++)
    sums[i] = (sums[i] as number) / Math.max(1, hits[i % (count * count)] as number);
  return toPixels(sums, count).pixels;
}

function colour(x0: Float32Array, at: number, plane: number, channels: number, c: number): number {
  if (channels !== 4) return x0[(c % channels) * plane + at] as number;
  return LATENT_RGB.reduce((sum, row, k) => sum + (x0[k * plane + at] as number) * (row[c] as number), 0);
}
