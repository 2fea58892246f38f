import type { Pixels } from "./pixels.ts";
import { wasm } from "./resize/wasm.ts";

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
  const size = columns.first.length;
  const line = width * 3;
  const out = new Uint8Array((bottom - top) * size * 3);
  const most = Math.max(1, Math.floor(BAND / line));
  for (let from = top; from < bottom; from += most) {
    const rows = Math.min(most, bottom - from);
    const { first, count, weights, input, output } = placed(
      columns,
      data.subarray(from * line, (from + rows) * line),
      rows * size * 3,
    );
    loops.across(input, rows, line, size, first, count, weights, columns.most, output);
    out.set(bytesAt(output, rows * size * 3), (from - top) * size * 3);
  }
  return out;
}

/**
 * As many rows as there are weights for.
 * @param top the row of the picture that `data` begins with
 */
function down(data: Uint8Array, width: number, rows: Weights, top = 0): Uint8Array {
  const { first, count, most } = rows;
  const size = first.length;
  const line = width * 3;
  const out = new Uint8Array(size * line);
  for (let from = 0; from < size; ) {
    const begin = first[from] as number;
    const endOf = (y: number) => (first[y] as number) + (count[y] as number);
    let to = from + 1;
    while (to < size && (endOf(to) - begin) * line <= BAND) to++;
    const own = {
      first: first.subarray(from, to),
      count: count.subarray(from, to),
      weights: rows.weights.subarray(from * most, to * most),
      most,
    };
    const bytes = data.subarray((begin - top) * line, (endOf(to - 1) - top) * line);
    const at = placed(own, bytes, (to - from) * line);
    loops.down(at.input, line, to - from, begin, at.first, at.count, at.weights, most, at.output);
    out.set(bytesAt(at.output, (to - from) * line), from * line);
    from = to;
  }
  return out;
}

/** The inner loops, sixteen bytes at a time: `resize/resize.wat`. */
interface Loops {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  readonly across: (...places: readonly number[]) => void;
  readonly down: (...places: readonly number[]) => void;
}

/** What Node has and its types do not say. */
interface Assembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const { WebAssembly: assembly } = globalThis as unknown as { readonly WebAssembly: Assembly };
const module = new assembly.Module(Buffer.from(wasm, "base64"));
const loops = new assembly.Instance(module).exports as Loops;

/** Bytes of a picture that are handed over at once, so that the loops' memory stays small whatever its size. */
const BAND = 4 * 2 ** 20;

/** What the loops may read or write past an end. */
const SLACK = 16;

const PAGE = 2 ** 16;

function bytesAt(place: number, length: number): Uint8Array {
  return new Uint8Array(loops.memory.buffer, place, length);
}

/** Puts weights and pixels into the loops' memory, with room for what comes of them. */
function placed({ first, count, weights }: Weights, pixels: Uint8Array, outputs: number) {
  const at = { first: 0, count: first.byteLength, weights: first.byteLength + count.byteLength };
  const input = at.weights + weights.byteLength;
  const output = input + pixels.byteLength + SLACK;
  const missing = output + outputs + SLACK - loops.memory.buffer.byteLength;
  if (missing > 0) loops.memory.grow(Math.ceil(missing / PAGE));
  for (const [place, values] of [
    [at.first, first],
    [at.count, count],
    [at.weights, weights],
  ] as const)
    new Int32Array(loops.memory.buffer, place, values.length).set(values);
  bytesAt(input, pixels.byteLength).set(pixels);
  return { ...at, input, output };
}

/** For each output: the first pixel that counts, how many do, and their weights, `most` apart. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly most: number;
}

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
