/** Half floats (IEEE 754 binary16) as their bits: Node 20 has no Float16Array. */

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** Every half's value: reading one is a look-up. */
const table = Float32Array.from({ length: 1 << 16 }, (_, half) => decode(half));

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Rounds to nearest, ties to even; beyond ±65504 comes ∞. */
export function toHalf(value: number): number {
  single[0] = value;
  const all = bits[0] as number;
  const sign = (all >>> 16) & 0x8000;
  const magnitude = all & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2⁻¹⁴ halves lie evenly, 2⁻²⁴ apart.
  if (magnitude < 0x38800000) {
    single[0] = Math.abs(value) * 2 ** 24;
    return sign | roundEven(single[0]);
  }
  const rebased = magnitude - 0x38000000;
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Writes `from` as halves into `to`, which is as long. */
export function encodeHalves(from: Float32Array, to: Uint16Array): void {
  for (let i = 0; i < to.length; i++) to[i] = toHalf(from[i] as number);
}

/** Reads halves into `to`, which is as long. */
export function decodeHalves(from: Uint16Array, to: Float32Array): void {
  for (let i = 0; i < to.length; i++) to[i] = table[from[i] as number] as number;
}
