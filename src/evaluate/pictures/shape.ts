import type { Pixels } from "../../../models/index.ts";
import { isInk } from "./ink.ts";

/** Cells along a side of a silhouette. */
const SIDE = 16;

/** Where a picture is not ground: 16 × 16 cells, row by row, 1 where at least half of the pixels are inked. */
export function silhouetteOf({ data, width, height }: Pixels): Uint8Array {
  const inked = new Float64Array(SIDE * SIDE);
  const all = new Float64Array(SIDE * SIDE);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * SIDE) / height) * SIDE + Math.floor((x * SIDE) / width);
      all[cell] = (all[cell] as number) + 1;
      if (isInk(data, 3 * (y * width + x))) inked[cell] = (inked[cell] as number) + 1;
    }
  return Uint8Array.from(inked, (count, cell) => (2 * count >= (all[cell] as number) ? 1 : 0));
}

/** Intersection over union of two silhouettes, in [0, 1]; 1 where both are empty. */
export function overlap(a: Uint8Array, b: Uint8Array): number {
  let [both, either] = [0, 0];
  for (const [cell, value] of a.entries()) {
    both += value & (b[cell] as number);
    either += value | (b[cell] as number);
  }
  return either === 0 ? 1 : both / either;
}
