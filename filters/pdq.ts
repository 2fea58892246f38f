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

/** A PDQ hash and how much of a picture it is of. */
export interface Pdq {
  /** 256 bits, 64 hexadecimal digits as the reference writes them. */
  readonly hash: string;
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
  for (let pass = 0; pass < PASSES; pass++) {
    for (let y = 0; y < height; y++) smooth(luma, other, y * width, 1, width);
    for (let x = 0; x < width; x++) smooth(other, luma, x, width, height);
  }
  const small = decimated(luma, width, height);
  return { hash: hexOf(lowFrequencies(small)), quality: qualityOf(small) };
}

/** Means over a window of one 128th of the side, smaller at both ends. */
function smooth(from: Float32Array, to: Float32Array, start: number, stride: number, length: number): void {
  const window = Math.min(length, Math.floor((length + 2 * SIDE - 1) / (2 * SIDE)));
  const half = Math.floor((window + 2) / 2);
  let [left, right, out, sum, size] = [start, start, start, 0, 0];
  const enter = () => {
    sum += from[right] as number;
    right += stride;
    size++;
  };
  const leave = () => {
    sum -= from[left] as number;
    left += stride;
    size--;
  };
  const write = () => {
    to[out] = sum / size;
    out += stride;
  };
  for (let i = 0; i < half - 1; i++) enter();
  for (let i = 0; i < window - half + 1; i++) {
    enter();
    write();
  }
  for (let i = 0; i < length - window; i++) {
    enter();
    leave();
    write();
  }
  for (let i = 0; i < half - 1; i++) {
    leave();
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
