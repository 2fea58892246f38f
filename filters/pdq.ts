import type { Pixels } from "../models/index.ts";

const SIDE = 64;
const LOW = 16;
/** Passes of the smoothing window. */
const PASSES = 2;

/** Rows i = 1…16 of the DCT-II of 64 values. */
const COSINES = Float64Array.from(
  { length: LOW * SIDE },
  (_, at) =>
    Math.sqrt(2 / SIDE) *
    Math.cos((Math.PI / 2 / SIDE) * (Math.floor(at / SIDE) + 1) * (2 * (at % SIDE) + 1)),
);

/** The eight ways to lay a square: whether its diagonal is its mirror, then its columns, then its rows. */
const TURNS = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [i >= 4, i % 2 === 1, i % 4 >= 2] as const);

/** A PDQ hash and how much of a picture it is of. */
export interface Pdq {
  /** 256 bits, 64 hexadecimal digits as the reference writes them. */
  readonly hash: string;
  /** What it would be, were the picture mirrored, turned by quarters, or both: seven of them. */
  readonly turned: readonly string[];
  /** 0 to 100; below {@link PDQ_QUALITY} the hash says little. */
  readonly quality: number;
}

/** Hashes of a lower quality are compared with nothing. */
export const PDQ_QUALITY = 50;
/** Pictures are the same up to this many of 256 bits. */
export const PDQ_DISTANCE = 31;

/**
 * Meta's PDQ ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019): luma, two passes of a
 * box window, 64×64, the 16×16 lowest frequencies, each above or below their median. Checked against `pdqhash`.
 */
export function pdqHash({ data, width, height }: Pixels): Pdq {
  const luma = new Float32Array(width * height);
  for (let i = 0, at = 0; i < luma.length; i++, at += 3)
    luma[i] =
      0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
  const other = new Float32Array(luma.length);
  for (let pass = 1; pass <= PASSES; pass++) {
    smoothRows(luma, other, width, height);
    smoothColumns(other, luma, width, height);
  }
  const small = decimated(luma, width, height);
  const low = lowFrequencies(small);
  const [hash, ...turned] = TURNS.map((turn) => hexOf(turnedBy(turn, low))) as [string, ...string[]];
  return { hash, turned, quality: qualityOf(small) };
}

/** The window's length, one 128th of the side, and how much of it lies before its middle. */
function windowOf(length: number): { readonly window: number; readonly half: number } {
  const window = Math.min(length, Math.floor((length + 2 * SIDE - 1) / (2 * SIDE)));
  return { window, half: Math.floor((window + 2) / 2) };
}

/** Means over a window along each row, smaller at both ends. */
function smoothRows(from: Float32Array, to: Float32Array, width: number, height: number): void {
  const { window, half } = windowOf(width);
  for (let y = 0; y < height; y++) {
    let [left, right, out] = [y * width, y * width, y * width];
    let sum = 0;
    let size = 0;
    for (; size < half - 1; size++) sum += from[right++] as number;
    while (size < window) {
      sum += from[right++] as number;
      to[out++] = sum / ++size;
    }
    for (let i = width - window; i > 0; i--) {
      sum += from[right++] as number;
      sum -= from[left++] as number;
      to[out++] = sum / size;
    }
    for (let i = half - 1; i > 0; i--) {
      sum -= from[left++] as number;
      to[out++] = sum / --size;
    }
  }
}

/** The same along each column, all of them at once: memory is read as it lies. */
function smoothColumns(from: Float32Array, to: Float32Array, width: number, height: number): void {
  const { window, half } = windowOf(height);
  const sums = new Float64Array(width);
  let [left, right, out] = [0, 0, 0];
  let size = 0;
  const enter = () => {
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + (from[right + x] as number);
    right += width;
    size++;
  };
  const leave = () => {
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) - (from[left + x] as number);
    left += width;
  };
  const write = () => {
    for (let x = 0; x < width; x++) to[out + x] = (sums[x] as number) / size;
    out += width;
  };
  while (size < half - 1) enter();
  while (size < window) {
    enter();
    write();
  }
  for (let i = height - window; i > 0; i--) {
    enter();
    leave();
    size--;
    write();
  }
  for (let i = half - 1; i > 0; i--) {
    leave();
    size--;
    write();
  }
}

function decimated(luma: Float32Array, width: number, height: number): Float64Array {
  const at = (i: number, size: number) => Math.floor(((i + 0.5) * size) / SIDE);
  return Float64Array.from(
    { length: SIDE * SIDE },
    (_, i) => luma[at(Math.floor(i / SIDE), height) * width + at(i % SIDE, width)] as number,
  );
}

/** How steep the picture is, all in all. */
function qualityOf(small: Float64Array): number {
  let sum = 0;
  const step = (a: number, b: number) => {
    sum += Math.abs(Math.trunc((((small[a] as number) - (small[b] as number)) * 100) / 255));
  };
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      if (y < SIDE - 1) step(y * SIDE + x, (y + 1) * SIDE + x);
      if (x < SIDE - 1) step(y * SIDE + x, y * SIDE + x + 1);
    }
  return Math.min(100, Math.trunc(sum / 90));
}

function lowFrequencies(small: Float64Array): Float64Array {
  const half = new Float64Array(LOW * SIDE);
  for (let i = 0; i < LOW; i++)
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++)
        sum += (COSINES[i * SIDE + y] as number) * (small[y * SIDE + x] as number);
      half[i * SIDE + x] = sum;
    }
  const low = new Float64Array(LOW * LOW);
  for (let i = 0; i < LOW; i++)
    for (let j = 0; j < LOW; j++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++)
        sum += (half[i * SIDE + x] as number) * (COSINES[j * SIDE + x] as number);
      low[i * LOW + j] = sum;
    }
  return low;
}

/** Frequencies of the picture laid otherwise: a mirror changes the sign of those that are odd along it. */
function turnedBy([diagonal, columns, rows]: (typeof TURNS)[number], low: Float64Array): Float64Array {
  return low.map((_, at) => {
    const [i, j] = [Math.floor(at / LOW), at % LOW];
    const value = low[diagonal ? j * LOW + i : at] as number;
    return (columns && j % 2 === 0) !== (rows && i % 2 === 0) ? -value : value;
  });
}

/** The last bit first. */
function hexOf(low: Float64Array): string {
  const median = [...low].sort((a, b) => a - b)[low.length / 2 - 1] as number;
  let hash = "";
  for (let digit = low.length / 4 - 1; digit >= 0; digit--) {
    let value = 0;
    for (let bit = 0; bit < 4; bit++) if ((low[4 * digit + bit] as number) > median) value += 2 ** bit;
    hash += value.toString(16);
  }
  return hash;
}
