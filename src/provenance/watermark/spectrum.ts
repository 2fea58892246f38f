import { COSINES, carriers, PILOTS } from "./layout.ts";

/** Grey levels of a picture, row by row. */
export interface Grey {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Luma of Rec. 601, the one that JPEG keeps in full resolution. */
export function luma(data: Uint8Array, width: number, height: number): Grey {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++)
    grey[i] =
      0.299 * (data[3 * i] as number) +
      0.587 * (data[3 * i + 1] as number) +
      0.114 * (data[3 * i + 2] as number);
  return { data: grey, width, height };
}

/** Share of a side over which the mark fades in: what a crop takes away then carried little of it. */
const FADE = 0.12;

/**
 * cos(k·π·(offset + x + ½) / frame) for k = 0…44 and x = 0…size−1, faded towards the frame's edges: the cosines of
 * a frame, seen through a window of it.
 */
export function cosines(size: number, frame = size, offset = 0): Float32Array {
  const out = new Float32Array(COSINES * size);
  for (let x = 0; x < size; x++) {
    const at = (offset + x + 0.5) / frame;
    const fade = Math.sin((Math.PI / 2) * Math.min(1, Math.max(0, Math.min(at, 1 - at) / FADE))) ** 2;
    for (let k = 0; k < COSINES; k++) out[k * size + x] = fade * Math.cos(k * Math.PI * at);
  }
  return out;
}

/** Σ over x of grey · cosine, per row: `[k · height + y]`. */
export function alongRows({ data, width, height }: Grey, across: Float32Array): Float32Array {
  const out = new Float32Array(height * COSINES);
  for (let k = 0; k < COSINES; k++)
    for (let y = 0; y < height; y++) out[k * height + y] = dot(data, y * width, across, k * width, width);
  return out;
}

/** Σ over y of the rows' sums · cosine: amplitudes in grey levels, 45 × 45, `[l · 45 + k]`. */
export function downColumns(
  rows: Float32Array,
  down: Float32Array,
  height: number,
  width: number,
): Float32Array {
  const out = new Float32Array(COSINES * COSINES);
  const scale = 4 / (width * height);
  for (let l = 0; l < COSINES; l++)
    for (let k = 0; k < COSINES; k++)
      out[l * COSINES + k] = scale * dot(rows, k * height, down, l * height, height);
  return out;
}

/** How many of the known bits stand out as they should: a seventh of the work of a whole spectrum. */
export function rightPilots(rows: Float32Array, down: Float32Array, height: number): number {
  let right = 0;
  for (const bit of carriers.slice(0, PILOTS)) {
    let sum = 0;
    for (const { k, l, sign, weight } of bit)
      sum += sign * weight * dot(rows, k * height, down, l * height, height);
    if (sum > 0) right++;
  }
  return right;
}

function dot(a: Float32Array, fromA: number, b: Float32Array, fromB: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (a[fromA + i] as number) * (b[fromB + i] as number);
  return sum;
}

/** How strongly each bit's pattern stands in a spectrum, in grey levels; positive is one. */
export function projections(spectrum: Float32Array): Float32Array {
  return Float32Array.from(carriers, (bit) => {
    let sum = 0;
    for (const { k, l, sign, weight } of bit) sum += sign * weight * (spectrum[l * COSINES + k] as number);
    return sum;
  });
}

/** The picture of given amplitudes per bit: Σ amplitude · sign · cos · cos. */
export function pattern(amplitudes: Float32Array, across: Float32Array, down: Float32Array): Grey {
  const width = across.length / COSINES;
  const height = down.length / COSINES;
  const spectrum = new Float32Array(COSINES * COSINES);
  for (const [bit, own] of carriers.entries())
    for (const { k, l, sign, weight } of own)
      spectrum[l * COSINES + k] = sign * weight * own.length * (amplitudes[bit] as number);
  const rows = new Float32Array(height * COSINES);
  for (let y = 0; y < height; y++)
    for (let l = 0; l < COSINES; l++) {
      const cosine = down[l * height + y] as number;
      for (let k = 0; k < COSINES; k++)
        rows[y * COSINES + k] =
          (rows[y * COSINES + k] as number) + cosine * (spectrum[l * COSINES + k] as number);
    }
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let k = 0; k < COSINES; k++) {
      const amplitude = rows[y * COSINES + k] as number;
      for (let x = 0; x < width; x++)
        data[y * width + x] = (data[y * width + x] as number) + amplitude * (across[k * width + x] as number);
    }
  return { data, width, height };
}

/** What a blur of 1/16 of the shorter side leaves out: it keeps the band, and edges of a window do not leak into it. */
export function detail({ data, width, height }: Grey): Grey {
  const radius = Math.max(1, Math.round(Math.min(width, height) / 32));
  const across = blur(data, width, height, radius, 1, width);
  const both = blur(across, height, width, radius, width, 1);
  return { data: data.map((value, i) => value - (both[i] as number)), width, height };
}

/** Box blur along one axis: `count` lines of `length` values, `step` apart inside a line; edges repeat. */
function blur(data: Float32Array, length: number, count: number, radius: number, step: number, next: number) {
  const out = new Float32Array(data.length);
  for (let line = 0; line < count; line++) {
    const at = (i: number) => data[line * next + Math.min(length - 1, Math.max(0, i)) * step] as number;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      out[line * next + i * step] = sum / (2 * radius + 1);
      sum += at(i + radius + 1) - at(i - radius);
    }
  }
  return out;
}
