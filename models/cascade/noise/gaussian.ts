/**
 * Logarithm, sine and cosine from + − × ÷ alone. IEEE 754 fixes the result of those and of the square root, but not
 * of Math.log, Math.sin and Math.cos, which may differ between engines in the last digit: noise made of these
 * functions has the same bits on every machine. They agree with the exact values to 10⁻¹⁴, far below single precision.
 */

/** Natural logarithm of word · 2⁻³², word in 1…2³²; 2·artanh((m − 1)/(m + 1)) for the mantissa m in √½…√2. */
function logOfWord(word: number): number {
  let exponent = -Math.clz32(word - 1);
  let mantissa = word / 2 ** (32 + exponent);
  if (mantissa * Math.SQRT2 < 1) {
    mantissa *= 2;
    exponent -= 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const tail = z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17)))));
  return exponent * Math.LN2 + 2 * s * (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + tail))));
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

/**
 * Box and Muller's transform of two 32-bit words: √(−2 ln u)·(cos, sin)(2πv), u = (w₁ + 1)·2⁻³² in (0, 1],
 * v = w₂·2⁻³². Writes two values of unit variance, rounded to single precision. The largest possible is 6.66.
 */
export function boxMuller(word1: number, word2: number, out: Float32Array, at: number): void {
  const radius = Math.sqrt(-2 * logOfWord(word1 + 1));
  const quarter = word2 >>> 30;
  const turn = (word2 & 0x3fffffff) / 2 ** 30;
  const near = turn <= 0.5;
  const angle = (near ? turn : 1 - turn) * halfPi;
  const a = cosSmall(angle);
  const b = sinSmall(angle);
  const cos = near ? a : b;
  const sin = near ? b : a;
  const odd = quarter % 2 === 1;
  const back = quarter >= 2;
  out[at] = radius * (odd ? (back ? sin : -sin) : back ? -cos : cos);
  out[at + 1] = radius * (odd ? (back ? -cos : cos) : back ? -sin : sin);
}
