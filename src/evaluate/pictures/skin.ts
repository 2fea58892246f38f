/** Skin tones as Unicode names them; `default` is the yellow of emoji that state none. */
export const skinTones = ["default", "light", "medium-light", "medium", "medium-dark", "dark"] as const;

export type SkinTone = (typeof skinTones)[number];

/**
 * What a picture states of skin: its one tone, or `default` where it states none though its concept is also drawn in
 * tones. Null for two tones, and for concepts that come in none: a green zombie states nothing by its colour.
 */
export function statedSkinTone(tones: readonly string[], comesInTones: boolean): SkinTone | null {
  if (!comesInTones || tones.length > 1) return null;
  return skinTones.find((tone) => tone === (tones[0] ?? "default")) ?? null;
}

/**
 * Square roots of the shares of a picture's colours, so that Euclidean distance is Hellinger's and a face counts beside
 * a large coat (Legendre & Gallagher 2001).
 * @param palette shares by colour, summing to 1
 */
export function inkRoots(palette: Float32Array): Float32Array {
  return palette.map(Math.sqrt);
}
