import type { Pixels } from "./pixels.ts";

/** A window of the resized picture: from where on, and how many pixels each way. */
interface Window {
  readonly from: number;
  readonly size: number;
}

/** Pillow's arithmetic for pictures of 8 bits: weights are whole numbers of 22 bits behind the point. */
const BITS = 22;

/**
 * Bilinear resize to a square with antialiasing, bit for bit as Pillow's `resize(…, BILINEAR)`: a triangle as wide as
 * the picture shrinks, along one side and then along the other, rounded to whole numbers after each.
 * @param window the part that is wanted, as `crop` would cut it; the whole square where absent
 * @returns RGB, row by row
 */
export function resizeSmooth(
  { data, width, height }: Pixels,
  side: number,
  { from, size }: Window = { from: 0, size: side },
): Uint8Array {
  const columns = weightsOf(width, side, from, size);
  const rows = weightsOf(height, side, from, size);
  if (downFirst(width, height, side)) return across(down(data, width, rows), width, 0, size, columns);
  const top = rows.first[0] ?? 0;
  const bottom = (rows.first[size - 1] ?? 0) + (rows.count[size - 1] ?? 0);
  return down(across(data, width, top, bottom, columns), size, rows, top);
}

/** Which side comes first moves values by one: Pillow 13's choice, found by trying it on 260 shapes. */
function downFirst(width: number, height: number, side: number): boolean {
  return height > side && height - side > 2 * (width - side);
}

/** Rows `top` up to `bottom`, each made as long as there are weights for. */
function across(data: Uint8Array, width: number, top: number, bottom: number, columns: Weights): Uint8Array {
  const { first, count, weights, most } = columns;
  const size = first.length;
  const out = new Uint8Array((bottom - top) * size * 3);
  let at = 0;
  for (let y = top; y < bottom; y++)
    for (let x = 0; x < size; x++) {
      let r = HALF;
      let g = HALF;
      let b = HALF;
      let pixel = (y * width + (first[x] as number)) * 3;
      const end = x * most + (count[x] as number);
      for (let k = x * most; k < end; k++) {
        const weight = weights[k] as number;
        r = (r + Math.imul(data[pixel] as number, weight)) | 0;
        g = (g + Math.imul(data[pixel + 1] as number, weight)) | 0;
        b = (b + Math.imul(data[pixel + 2] as number, weight)) | 0;
        pixel += 3;
      }
      out[at++] = r >> BITS;
      out[at++] = g >> BITS;
      out[at++] = b >> BITS;
    }
  return out;
}

/**
 * As many rows as there are weights for.
 * @param top the row of the picture that `data` begins with
 */
function down(data: Uint8Array, width: number, rows: Weights, top = 0): Uint8Array {
  const { first, count, weights, most } = rows;
  const size = first.length;
  const line = width * 3;
  const out = new Uint8Array(size * line);
  const sums = new Int32Array(line);
  for (let y = 0; y < size; y++) {
    sums.fill(HALF);
    for (let k = 0; k < (count[y] as number); k++) {
      const weight = weights[y * most + k] as number;
      const start = ((first[y] as number) - top + k) * line;
      for (let i = 0; i < line; i++)
        sums[i] = (sums[i] as number) + Math.imul(data[start + i] as number, weight);
    }
    for (let i = 0; i < line; i++) out[y * line + i] = (sums[i] as number) >> BITS;
  }
  return out;
}

/** For each output: the first pixel that counts, how many do, and their weights, `most` apart. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly most: number;
}

const HALF = 1 << (BITS - 1);

function weightsOf(from: number, to: number, start: number, size: number): Weights {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const most = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Int32Array(size * most);
  const triangle = new Float64Array(most);
  for (let i = 0; i < size; i++) {
    const centre = (start + i + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(from, Math.trunc(centre + reach + 0.5));
    let sum = 0;
    for (let k = 0; k < high - low; k++) {
      const value = Math.max(0, 1 - Math.abs((low + k - centre + 0.5) / reach));
      triangle[k] = value;
      sum += value;
    }
    first[i] = low;
    count[i] = high - low;
    for (let k = 0; k < high - low; k++)
      weights[i * most + k] = Math.trunc(((triangle[k] as number) / sum) * (1 << BITS) + 0.5);
  }
  return { first, count, weights, most };
}
