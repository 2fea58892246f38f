/**
 * Logarithm, sine and cosine from + − × ÷ alone. IEEE 754 fixes the result of those and of the square root, but not
 * of Math.log, Math.sin and Math.cos, which may differ between engines in the last digit: noise made of these
 * functions has the same bits on every machine. They agree with the exact values to about 2⁻⁵².
 */

/** Natural logarithm of word · 2⁻³², word in 1…2³²; 2·artanh((m − 1)/(m + 1)) for the mantissa m. */
function logOfWord(word: number): number {
  let exponent = -Math.clz32(word - 1);
  let mantissa = word / 2 ** (32 + exponent);
  if (mantissa * Math.SQRT2 < 1) {
    mantissa *= 2;
    exponent -= 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let sum = 1 / 21;
  for (let k = 19; k >= 1; k -= 2) sum = sum * z + 1 / k;
  return exponent * Math.LN2 + 2 * s * sum;
}

const halfPi = Math.PI / 2;

/** Sine of an angle in 0…π/4, by Taylor's series. */
function sinSmall(x: number): number {
  const z = x * x;
  let sum = 1;
  for (let k = 16; k >= 2; k -= 2) sum = 1 - (sum * z) / (k * (k + 1));
  return x * sum;
}

/** Cosine of an angle in 0…π/4. */
function cosSmall(x: number): number {
  const z = x * x;
  let sum = 1;
  for (let k = 17; k >= 1; k -= 2) sum = 1 - (sum * z) / (k * (k + 1));
  return sum;
}

/**
 * Box and Muller's transform of two 32-bit words: √(−2 ln u)·(cos, sin)(2πv), u = (w₁ + 1)·2⁻³² in (0, 1],
 * v = w₂·2⁻³². Writes two values of unit variance, rounded to single precision. The largest possible is 6.66.
 */
export function boxMuller(word1: number, word2: number, out: Float32Array, at: number): void {
  const radius = Math.sqrt(-2 * logOfWord(word1 + 1));
  const quarter = word2 >>> 30;
  const turn = (word2 - quarter * 2 ** 30) / 2 ** 30;
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
