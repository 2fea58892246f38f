import type { Pixels } from "./pixels.ts";

/** Two small pictures that every image classifier scores when it is loaded: a ramp of colours, and coarse squares. */
export const goldenPictures: readonly Pixels[] = [
  drawn((x, y) => [4 * x, 4 * y, 255 - 2 * (x + y)]),
  drawn((x, y) => (((x >> 3) + (y >> 3)) % 2 === 0 ? [200, 120, 90] : [40, 60, 70])),
];

/** Its parts, the nearest last: centre, half its width and height, in shares of the picture, and colour. */
const parts: readonly (readonly [x: number, y: number, a: number, b: number, colour: readonly number[]])[] = [
  [0.5, 0.47, 0.3, 0.4, [60, 40, 30]],
  [0.5, 0.53, 0.25, 0.34, [225, 180, 150]],
  ...[0.4, 0.6].flatMap((x) => [
    [x, 0.46, 0.055, 0.025, [240, 240, 240]] as const,
    [x, 0.46, 0.022, 0.022, [30, 20, 20]] as const,
    [x, 0.41, 0.07, 0.012, [60, 40, 30]] as const,
  ]),
  [0.5, 0.58, 0.03, 0.05, [180, 144, 120]],
  [0.5, 0.7, 0.09, 0.025, [170, 70, 70]],
];

/** A face as a child would draw it: on the two pictures above a face finder has nothing to find. */
export const drawnFace: Pixels = drawn((x, y) => faceAt(x / 64, y / 64));

function faceAt(u: number, v: number): readonly number[] {
  const part = parts.findLast(([x, y, a, b]) => ((u - x) / a) ** 2 + ((v - y) / b) ** 2 < 1);
  return part?.[4] ?? [120, 150, 180];
}

function drawn(colour: (x: number, y: number) => readonly number[]): Pixels {
  const side = 64;
  const pixels = Array.from({ length: side * side }, (_, i) => colour(i % side, Math.floor(i / side)));
  return { data: Uint8Array.from(pixels.flat()), width: side, height: side };
}
