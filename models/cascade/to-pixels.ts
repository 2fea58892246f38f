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
