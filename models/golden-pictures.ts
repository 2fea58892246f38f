import type { Pixels } from "./pixels.ts";

/** Two small pictures that every image classifier scores when it is loaded: a ramp of colours, and coarse squares. */
export const goldenPictures: readonly Pixels[] = [
  drawn((x, y) => [4 * x, 4 * y, 255 - 2 * (x + y)]),
  drawn((x, y) => (((x >> 3) + (y >> 3)) % 2 === 0 ? [200, 120, 90] : [40, 60, 70])),
];

function drawn(colour: (x: number, y: number) => readonly number[]): Pixels {
  const side = 64;
  const pixels = Array.from({ length: side * side }, (_, i) => colour(i % side, Math.floor(i / side)));
  return { data: Uint8Array.from(pixels.flat()), width: side, height: side };
}
