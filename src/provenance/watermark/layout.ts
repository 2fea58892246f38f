import { sha256Bytes } from "../../digest/sha256.ts";

/** Frequencies that carry the mark, in half cycles per image side: above what pictures are made of, below what resizing to half and JPEG remove. */
const BAND = { low: 14, high: 44 } as const;

/** Energy of pictures falls with about the square of the frequency (Field 1987), and the best weight is its inverse. */
const STEEPNESS = 2;

/** One frequency more than the highest: how many cosines a side needs. */
export const COSINES = BAND.high + 1;

/** Known bits, all one, by which the detector finds the frame. */
export const PILOTS = 16;

/** 32 bits of identity and 16 of checksum. */
export const PAYLOAD = 48;

/** A frequency and the sign it is added with. */
export interface Carrier {
  /** Half cycles across the width. */
  readonly k: number;
  /** Half cycles down the height. */
  readonly l: number;
  readonly sign: 1 | -1;
  /** Its share of the bit: pictures hold less and less energy the higher the frequency, so higher ones count more. */
  readonly weight: number;
}

/**
 * Which frequencies carry which bit: pilots first, then the payload. The frequencies of the band are dealt out
 * by a stream of SHA-256 digests, every bit as many low ones as high ones. The layout is public on purpose: a mark
 * of pixels can be removed by who tries (Zhao et al. 2023, arXiv 2306.01953), so secrecy would promise too much.
 */
export const carriers: readonly (readonly Carrier[])[] = deal();

function deal(): readonly (readonly Carrier[])[] {
  const random = digestStream("sluice watermark 1");
  const band: { k: number; l: number; radius: number; tie: number }[] = [];
  for (let k = 0; k <= BAND.high; k++)
    for (let l = 0; l <= BAND.high; l++) {
      const radius = Math.hypot(k, l);
      if (k > 0 && l > 0 && radius >= BAND.low && radius <= BAND.high)
        band.push({ k, l, radius, tie: random() });
    }
  band.sort((a, b) => a.radius - b.radius || a.tie - b.tie);
  const bits: Carrier[][] = Array.from({ length: PILOTS + PAYLOAD }, () => []);
  const whole = band.length - (band.length % bits.length);
  for (let from = 0; from < whole; from += bits.length) {
    const ring = band
      .slice(from, from + bits.length)
      .map((frequency) => ({ ...frequency, order: random() }))
      .sort((a, b) => a.order - b.order);
    for (const [bit, { k, l, radius }] of ring.entries())
      bits[bit]?.push({ k, l, sign: random() < 0.5 ? 1 : -1, weight: radius ** STEEPNESS });
  }
  return bits.map((bit) => {
    const sum = bit.reduce((total, { weight }) => total + weight, 0);
    return bit.map((carrier) => ({ ...carrier, weight: carrier.weight / sum }));
  });
}

/** Numbers in [0, 1) from SHA-256 in counter mode: the same on every platform, for ever. */
function digestStream(seed: string): () => number {
  let block = Buffer.alloc(0);
  let at = 0;
  let counter = 0;
  return () => {
    if (at + 4 > block.length) {
      block = sha256Bytes(`${seed}/${counter++}`);
      at = 0;
    }
    at += 4;
    return block.readUInt32BE(at - 4) / 2 ** 32;
  };
}
