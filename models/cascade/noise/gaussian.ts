/**
 * Logarithm, sine and cosine from + − × ÷ alone. IEEE 754 fixes the result of those and of the square root, but not
 * of Math.log, Math.sin and Math.cos, which may differ between engines in the last digit: noise made of these
 * functions has the same bits on every machine. They agree with the exact values to 10⁻¹⁴, far below single precision.
 *
 * Nothing here branches: on random words a branch is guessed wrong half the time, which costs more than the arithmetic.
 */

/** 2^(k − 32). */
const powers = Float64Array.from({ length: 33 }, (_, k) => 2 ** (k - 32));

/** Half of the least whole number whose share of 2³² is not below √½. */
const HALF_ROOT = 1518500250;

/** Natural logarithm of (word + 1)·2⁻³²; 2·artanh((m − 1)/(m + 1)) for the mantissa m in √½…√2. */
function logOfShare(word: number): number {
  const zeros = Math.clz32(word | 1);
  // The leading bit moved up, less one: below √½ the mantissa is doubled.
  const top = (word << zeros) + ((1 << zeros) - 1);
  const low = ((top >>> 1) + (top & 1) - HALF_ROOT) >>> 31;
  const mantissa = ((word >>> 0) + 1) * (powers[zeros + low] as number);
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const tail = z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17)))));
  return -(zeros + low) * Math.LN2 + 2 * s * (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + tail))));
}

const halfPi = Math.PI / 2;

/** Sine of an angle in 0…π/4, by Taylor's series to the 15th power. */
function sinSmall(x: number): number {
  const z = x * x;
  const tail = z * (1 / 362880 - z * (1 / 39916800 - z * (1 / 6227020800 - z / 1307674368000)));
  return x * (1 - z * (1 / 6 - z * (1 / 120 - z * (1 / 5040 - tail))));
}

/** Cosine of an angle in 0…π/4, by Taylor's series to the 16th power. */
function cosSmall(x: number): number {
  const z = x * x;
  const tail = z * (1 / 3628800 - z * (1 / 479001600 - z * (1 / 87178291200 - z / 20922789888000)));
  return 1 - z * (1 / 2 - z * (1 / 24 - z * (1 / 720 - z * (1 / 40320 - tail))));
}

/** By quarter of a turn. */
const cosSigns = new Float64Array([1, -1, -1, 1]);
const sinSigns = new Float64Array([1, 1, -1, -1]);
const both = new Float64Array(2);

/**
 * Box and Muller's transform of two 32-bit words: √(−2 ln u)·(cos, sin)(2πv), u = (w₁ + 1)·2⁻³² in (0, 1],
 * v = w₂·2⁻³². Writes two values of unit variance, rounded to single precision. The largest possible is 6.66.
 */
export function boxMuller(word1: number, word2: number, out: Float32Array, at: number): void {
  const radius = Math.sqrt(-2 * logOfShare(word1));
  const quarter = word2 >>> 30;
  const turn = word2 & 0x3fffffff;
  // Beyond an eighth of a turn, measured back from the quarter: −1 there, else 0.
  const far = (0x20000000 - turn) >> 31;
  const near = (turn ^ far) - far + (far & 0x40000000);
  const angle = (near / 2 ** 30) * halfPi;
  both[0] = cosSmall(angle);
  both[1] = sinSmall(angle);
  const swapped = (far ^ quarter) & 1;
  out[at] = radius * ((cosSigns[quarter] as number) * (both[swapped] as number));
  out[at + 1] = radius * ((sinSigns[quarter] as number) * (both[1 - swapped] as number));
}
