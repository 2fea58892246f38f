import { isInk } from "./ink.ts";

/** Colours that captions name and pixels can be asked for. */
export const colours = [
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "purple",
  "pink",
  "brown",
  "black",
  "white",
  "grey",
] as const;

export type Colour = (typeof colours)[number];

/** 8-bit sRGB, 3 bytes per pixel. */
interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The colour of most pixels that are not background; null where nothing stands out. Bounds of hue,
 * saturation and value are ours: a rough ruler, so read a rate beside that of real pictures.
 */
export function dominantColour({ data }: Picture): Colour | null {
  const counts = new Map<Colour, number>();
  let inked = 0;
  for (let at = 0; at < data.length; at += 3) {
    if (!isInk(data, at)) continue;
    const [r, g, b] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    inked++;
    const name = nameOf(r, g, b);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (inked < data.length / 3 / 100) return null;
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** What ends the noun and what stands before it. */
const AFTER =
  /[,:;(].*|\b(?:with|without|in|on|of|from|at|and|under|over|behind|holding|facing|wearing|showing|having|pointed)\b.*/su;
/** Parts of a body: their colour is not the picture's. */
const BODY = /^(?:hair|haired|skin|skinned|eyes?|eyed|beard|bearded)$/u;

/**
 * The colour of what a subject names, `a red apple`; null where it states none or more than one. Colours of hair and
 * skin, and of what something is `with`, are not the picture's.
 */
export function namedColour(subject: string): Colour | null {
  const words =
    subject
      .toLowerCase()
      .replace(AFTER, "")
      .match(/[\p{L}-]+/gu) ?? [];
  const named = new Set(
    words.flatMap((word, i) => {
      const next = words[i + 1];
      const colour = colours.find((one) => one === (word === "gray" ? "grey" : word));
      return colour === undefined || next === undefined || BODY.test(next) ? [] : colour;
    }),
  );
  const [only] = named;
  return named.size === 1 && only !== undefined ? only : null;
}

function nameOf(r: number, g: number, b: number): Colour {
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  const chroma = high - low;
  const value = high / 255;
  const saturation = high === 0 ? 0 : chroma / high;
  if (value < 0.22) return "black";
  if (saturation < 0.15) return value > 0.88 ? "white" : "grey";
  const hue = hueOf(r, g, b, high, chroma);
  if (hue >= 15 && hue < 45 && value < 0.65) return "brown";
  if (hue < 15 || hue >= 345) return saturation < 0.5 && value > 0.7 ? "pink" : "red";
  if (hue < 40) return "orange";
  if (hue < 70) return "yellow";
  if (hue < 170) return "green";
  if (hue < 255) return "blue";
  if (hue < 300) return "purple";
  return "pink";
}

/** Degrees of the hexagonal hue. */
function hueOf(r: number, g: number, b: number, high: number, chroma: number): number {
  const sector =
    high === r ? ((g - b) / chroma + 6) % 6 : high === g ? (b - r) / chroma + 2 : (r - g) / chroma + 4;
  return sector * 60;
}
