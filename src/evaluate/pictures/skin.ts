import type { Pixels } from "../../../models/index.ts";

/** Skin tones as Unicode names them; `default` is the yellow of emoji that state none. */
export const skinTones = ["default", "light", "medium-light", "medium", "medium-dark", "dark"] as const;

export type SkinTone = (typeof skinTones)[number];

/** Flat fills that vendors draw the tones with, sRGB: the middle of Twemoji's and Noto's published palettes. */
const palette: readonly (readonly [SkinTone, number, number, number])[] = [
  ["default", 253, 201, 68],
  ["light", 246, 217, 195],
  ["medium-light", 236, 195, 152],
  ["medium", 205, 156, 116],
  ["medium-dark", 168, 117, 80],
  ["dark", 108, 72, 54],
];

/** Least share of skin-coloured pixels of a picture that shows a person. */
const LEAST = 0.04;

/**
 * The skin tone of most skin-coloured pixels; null where there are too few. A ruler for drawn people only:
 * its rate of right answers on pictures that state a tone is reported beside every figure it gives.
 */
export function skinToneOf({ data }: Pixels): SkinTone | null {
  const counts = new Map<SkinTone, number>();
  let skin = 0;
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    if (!isSkin(r, g, b)) continue;
    skin++;
    const tone = nearest(r, g, b);
    counts.set(tone, (counts.get(tone) ?? 0) + 1);
  }
  if (skin < LEAST * (data.length / 3)) return null;
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** Warm colours with red above green above blue, neither grey nor near white. */
function isSkin(r: number, g: number, b: number): boolean {
  return r > 70 && r > g && g > b && r - b > 25 && (r - g) * 1.2 < r - b && Math.min(r, g, b) < 235;
}

function nearest(r: number, g: number, b: number): SkinTone {
  const far = ([, pr, pg, pb]: (typeof palette)[number]) => (r - pr) ** 2 + (g - pg) ** 2 + (b - pb) ** 2;
  return palette.reduce((best, next) => (far(next) < far(best) ? next : best))[0];
}
