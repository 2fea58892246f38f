import type { Pixels } from "../../../models/index.ts";
import { PILOTS } from "./layout.ts";
import { encodePayload } from "./payload.ts";
import { alongRows, cosines, detail, downColumns, luma, pattern, projections } from "./spectrum.ts";

/** How far each bit's pattern must stand out, in grey levels: some 2 levels per pixel (RMS) in all. */
const TARGET = 0.12;

/** Rounds of measuring what rounding and clipping left, and adding what is missing. */
const ROUNDS = 12;

/** Below this a side has too few pixels for the band. */
export const LEAST_SIDE = 96;

/**
 * Marks a picture with a 32-bit id: informed spread spectrum in the middle frequencies of the whole picture's
 * cosine transform. Each bit is a pattern of some 17 frequencies; only what the picture lacks of it is added
 * (Malvar & Florêncio 2003, "Improved Spread Spectrum"), alike to red, green and blue.
 * @throws Error when a side is shorter than 96 pixels
 */
export function embedWatermark(pixels: Pixels, id: number): Pixels {
  const { data, width, height } = pixels;
  if (Math.min(width, height) < LEAST_SIDE)
    throw new Error(
      `Cannot mark image: wanted sides of at least ${LEAST_SIDE} pixels, got ${width} × ${height}`,
    );
  const wanted = [...new Array<number>(PILOTS).fill(1), ...encodePayload(id)].map((bit) => 2 * bit - 1);
  const across = cosines(width);
  const down = cosines(height);
  const amplitudes = new Float32Array(wanted.length);
  let marked = data;
  for (let round = 0; round < ROUNDS; round++) {
    const grey = detail(luma(marked, width, height));
    const found = projections(downColumns(alongRows(grey, across), down, height, width));
    let lacking = false;
    for (const [bit, sign] of wanted.entries()) {
      const missing = TARGET - sign * (found[bit] as number);
      if (missing <= TARGET / 20) continue;
      lacking = true;
      amplitudes[bit] = (amplitudes[bit] as number) + sign * missing;
    }
    if (!lacking) break;
    marked = add(data, pattern(amplitudes, across, down).data);
  }
  return { data: marked, width, height };
}

function add(data: Uint8Array, grey: Float32Array): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < out.length; i++)
    out[i] = Math.max(
      0,
      Math.min(255, Math.round((data[i] as number) + (grey[Math.floor(i / 3)] as number))),
    );
  return out;
}
