import type { Pixels } from "../../../models/index.ts";

/**
 * A square picture at most `side` pixels wide, by area averaging: every source pixel counts, so nothing
 * aliases (Parmar et al. 2022 show that an aliasing resize moves the Fréchet distance more than models do).
 * A picture that is small enough, or not square, stays as it is.
 */
export function shrink(pixels: Pixels, side: number): Pixels {
  const { data, width, height } = pixels;
  if (width !== height || width <= side) return pixels;
  const sums = new Float64Array(side * side * 3);
  const weights = new Float64Array(side * side);
  const shares = spans(width, side);
  for (const [y, rows] of shares.entries())
    for (const [targetY, shareY] of rows)
      for (const [x, columns] of shares.entries())
        for (const [targetX, shareX] of columns) {
          const to = targetY * side + targetX;
          const from = 3 * (y * width + x);
          const share = shareX * shareY;
          weights[to] = (weights[to] as number) + share;
          for (let c = 0; c < 3; c++)
            sums[3 * to + c] = (sums[3 * to + c] as number) + share * (data[from + c] as number);
        }
  const out = Uint8Array.from(sums, (sum, i) => Math.round(sum / (weights[Math.floor(i / 3)] as number)));
  return { data: out, width: side, height: side };
}

/** For each source pixel: the one or two target pixels that it falls into, and how much of it. */
function spans(from: number, to: number): readonly (readonly (readonly [number, number])[])[] {
  const scale = to / from;
  return Array.from({ length: from }, (_, i) => {
    const [start, end] = [i * scale, (i + 1) * scale];
    const first = Math.floor(start);
    const edge = Math.min(end, first + 1);
    const second = end - edge;
    return second > 1e-9 && first + 1 < to
      ? [
          [first, edge - start],
          [first + 1, second],
        ]
      : [[Math.min(first, to - 1), end - start]];
  });
}
