import type { Pixels } from "../models/index.ts";

const SIDE = 32;
const LOW = 8;

/** cos((2k+1)·n·π / 64) for the low frequencies n = 1…8 and positions k = 0…31, row by row. */
const COSINES = Float64Array.from({ length: LOW * SIDE }, (_, i) =>
  Math.cos(((2 * (i % SIDE) + 1) * (Math.floor(i / SIDE) + 1) * Math.PI) / (2 * SIDE)),
);

/** Grey sums are in thousandths of a level: below a quarter level per pixel there is no picture to hash. */
const FLAT = 250 * SIDE;

/**
 * 64-bit DCT perceptual hash, as 16 hexadecimal digits: grey, 32×32 by area, the 8×8 lowest
 * frequencies without the constant ones, each above or below their mean. The construction is
 * Zauner's (2010, pHash) in the variant of the package sharp-phash; ours computes 64 of its 1,024
 * frequencies and reads pixels that are decoded already. `null` for a picture
 * of one flat colour, whose hash would be noise.
 */
export function perceptualHash(pixels: Pixels): string | null {
  const spectrum = lowFrequencies(shrinkToGrey(pixels));
  if (spectrum.every((value) => Math.abs(value) < FLAT)) return null;
  const mean = spectrum.reduce((sum, value) => sum + value, 0) / spectrum.length;
  let hash = "";
  for (let i = 0; i < spectrum.length; i += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) digit = digit * 2 + ((spectrum[i + bit] ?? 0) > mean ? 1 : 0);
    hash += digit.toString(16);
  }
  return hash;
}

/** Area-averaged luma (Rec. 601), 32×32; smaller images repeat pixels. */
function shrinkToGrey({ data, width, height }: Pixels): Float64Array {
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * SIDE) / width));
  const sums = new Float64Array(SIDE * SIDE);
  const counts = new Uint32Array(SIDE * SIDE);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * SIDE) / height) * SIDE;
    for (let x = 0; x < width; x++, at += 3) {
      const cell = row + (columns[x] as number);
      sums[cell] =
        (sums[cell] as number) +
        299 * (data[at] as number) +
        587 * (data[at + 1] as number) +
        114 * (data[at + 2] as number);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  return width >= SIDE && height >= SIDE
    ? sums.map((sum, i) => sum / (counts[i] as number))
    : enlarge(sums, counts, width, height);
}

/** Cells that no pixel fell into take the nearest pixel's cell. */
function enlarge(sums: Float64Array, counts: Uint32Array, width: number, height: number): Float64Array {
  const nearest = (i: number, size: number) =>
    size >= SIDE ? i : Math.ceil((Math.min(size - 1, Math.floor((i * size) / SIDE)) * SIDE) / size);
  return Float64Array.from(sums, (_, i) => {
    const cell = nearest(Math.floor(i / SIDE), height) * SIDE + nearest(i % SIDE, width);
    return (sums[cell] as number) / Math.max(1, counts[cell] as number);
  });
}

/** DCT-II of a 32×32 signal at frequencies 1…8 × 1…8, column frequency first as in sharp-phash. */
function lowFrequencies(grey: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * LOW);
  for (let y = 0; y < SIDE; y++)
    for (let u = 0; u < LOW; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++)
        sum += (grey[y * SIDE + x] as number) * (COSINES[u * SIDE + x] as number);
      rows[y * LOW + u] = sum;
    }
  const spectrum = new Float64Array(LOW * LOW);
  for (let u = 0; u < LOW; u++)
    for (let v = 0; v < LOW; v++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += (rows[y * LOW + u] as number) * (COSINES[v * SIDE + y] as number);
      spectrum[u * LOW + v] = sum;
    }
  return spectrum;
}
