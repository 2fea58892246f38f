import {
  cornersOf,
  distance,
  leastRectangle,
  type Point,
  type Quad,
  type TurnedRectangle,
} from "./geometry.ts";

/** Values of the detector's post-processing, as RapidOCR 1.4.4 has them. */
const MAP_CUT = 0.3;
const BOX_CUT = 0.5;
const UNCLIP = 1.6;
const LEAST_SIDE = 3;
const MOST_BOXES = 1000;

/** What the detector says of a picture: one probability of text a pixel, row by row. */
export interface TextMap {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Boxes around text, from the top down, in pixels of the picture: connected pixels above a cut, the rectangle of
 * least area around them, grown by what training shrank (Liao et al. 1911.08947, §3.5).
 */
export function boxesOf(
  map: TextMap,
  picture: { readonly width: number; readonly height: number },
): readonly Quad[] {
  const [across, down] = [picture.width / map.width, picture.height / map.height];
  const boxes: Quad[] = [];
  for (const points of components(dilated(map), map)) {
    const found = leastRectangle(points);
    if (Math.min(found.width, found.height) < LEAST_SIDE || meanInside(map, found) < BOX_CUT) continue;
    const grown = unclipped(found);
    if (Math.min(grown.width, grown.height) < LEAST_SIDE + 2) continue;
    const place = ([x, y]: Point): Point => [
      within(Math.round(x * across), picture.width - 1),
      within(Math.round(y * down), picture.height - 1),
    ];
    const [a, b, c, d] = cornersOf(grown);
    const box: Quad = [place(a), place(b), place(c), place(d)];
    if (distance(box[0], box[1]) > LEAST_SIDE && distance(box[0], box[3]) > LEAST_SIDE) boxes.push(box);
  }
  return inReadingOrder(boxes);
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}

/** Pixels above the cut, and their right, lower and lower right neighbours. */
function dilated({ values, width, height }: TextMap): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if ((values[i] ?? 0) <= MAP_CUT) continue;
    const [right, below] = [(i + 1) % width !== 0, i + width < width * height];
    mask[i] = 1;
    if (right) mask[i + 1] = 1;
    if (below) mask[i + width] = 1;
    if (right && below) mask[i + width + 1] = 1;
  }
  return mask;
}

/** The first and last pixel of every row of each connected patch, which is all that a hull needs. Empties the mask. */
function* components(mask: Uint8Array, { width, height }: TextMap): Generator<readonly Point[]> {
  let left = MOST_BOXES;
  for (let start = 0; start < mask.length && left > 0; start++) {
    if (mask[start] === 0) continue;
    left--;
    yield patch(mask, start, width, height);
  }
}

function patch(mask: Uint8Array, start: number, width: number, height: number): readonly Point[] {
  const rows = new Map<number, [first: number, last: number]>();
  const waiting = [start];
  mask[start] = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const row = rows.get(y);
    rows.set(y, row ? [Math.min(row[0], x), Math.max(row[1], x)] : [x, x]);
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++)
        if (mask[v * width + u] === 1) {
          mask[v * width + u] = 0;
          waiting.push(v * width + u);
        }
  }
  return [...rows].flatMap(([y, [first, last]]) => [[first, y] as const, [last, y] as const]);
}

function meanInside({ values, width, height }: TextMap, rectangle: TurnedRectangle): number {
  const corners = cornersOf(rectangle);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const { middle, along } = rectangle;
  let [sum, count] = [0, 0];
  for (let y = Math.max(0, Math.floor(Math.min(...ys))); y <= Math.min(height - 1, Math.max(...ys)); y++)
    for (let x = Math.max(0, Math.floor(Math.min(...xs))); x <= Math.min(width - 1, Math.max(...xs)); x++) {
      const [dx, dy] = [x - middle[0], y - middle[1]];
      const inside =
        Math.abs(dx * along[0] + dy * along[1]) <= rectangle.width / 2 &&
        Math.abs(dy * along[0] - dx * along[1]) <= rectangle.height / 2;
      if (inside) [sum, count] = [sum + (values[y * width + x] ?? 0), count + 1];
    }
  return count === 0 ? 0 : sum / count;
}

/** A rectangle whose every side moved out by area · ratio / circumference; round corners do not change its hull. */
function unclipped({ width, height, ...rest }: TurnedRectangle): TurnedRectangle {
  const by = (width * height * UNCLIP) / (2 * (width + height));
  return { ...rest, width: width + 2 * by, height: height + 2 * by };
}

/** From the top down; boxes whose tops differ by less than ten pixels are of one line, and read from the left. */
function inReadingOrder(boxes: readonly Quad[]): readonly Quad[] {
  const sorted = [...boxes].sort(([a], [b]) => a[1] - b[1] || a[0] - b[0]);
  for (let i = 1; i < sorted.length; i++)
    for (let j = i; j > 0; j--) {
      const [upper, lower] = [sorted[j - 1], sorted[j]];
      if (!upper || !lower || Math.abs(lower[0][1] - upper[0][1]) >= 10 || lower[0][0] >= upper[0][0]) break;
      [sorted[j - 1], sorted[j]] = [lower, upper];
    }
  return sorted;
}
