/** A block of Philox's counter: two words that count, one for the image, one for the stage. */
export interface Counter {
  readonly low: number;
  readonly high: number;
  readonly image: number;
  readonly stage: number;
}

/**
 * Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): four 32-bit words that depend
 * on the counter and the key alone. Writes them into `out`, unsigned.
 */
export function philox(counter: Counter, keyLow: number, keyHigh: number, out: Uint32Array): void {
  let a = counter.low | 0;
  let b = counter.high | 0;
  let c = counter.image | 0;
  let d = counter.stage | 0;
  let key0 = keyLow | 0;
  let key1 = keyHigh | 0;
  for (let round = 0; round < 10; round++) {
    const highA = multiplyHigh(0xd2511f53, a);
    const lowA = Math.imul(0xd2511f53, a);
    const highC = multiplyHigh(0xcd9e8d57, c);
    const lowC = Math.imul(0xcd9e8d57, c);
    a = highC ^ b ^ key0;
    b = lowC;
    c = highA ^ d ^ key1;
    d = lowA;
    key0 = (key0 + 0x9e3779b9) | 0;
    key1 = (key1 + 0xbb67ae85) | 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

/** The upper 32 bits of the product of two unsigned words, by halves of 16 bits; no sum leaves 32 bits. */
function multiplyHigh(x: number, y: number): number {
  const x1 = x >>> 16;
  const x0 = x & 0xffff;
  const y1 = y >>> 16;
  const y0 = y & 0xffff;
  const middle = (Math.imul(x1, y0) + (Math.imul(x0, y0) >>> 16)) | 0;
  const carry = (Math.imul(x0, y1) + (middle & 0xffff)) | 0;
  return (Math.imul(x1, y1) + (middle >>> 16) + (carry >>> 16)) | 0;
}
