import type { Pixels } from "../../models/index.ts";

/** Width of a letter with the space after it, and height of a line, in pixels. */
export const LETTER = { width: 6, height: 7 };

/** Seven rows of five bits a letter; only the letters that a sheet needs, so that no font has to be installed. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  "0": [14, 17, 19, 21, 25, 17, 14],
  "1": [4, 12, 4, 4, 4, 4, 14],
  "2": [14, 17, 1, 2, 4, 8, 31],
  "3": [31, 2, 4, 2, 1, 17, 14],
  "4": [2, 6, 10, 18, 31, 2, 2],
  "5": [31, 16, 30, 1, 1, 17, 14],
  "6": [6, 8, 16, 30, 17, 17, 14],
  "7": [31, 1, 2, 4, 8, 8, 8],
  "8": [14, 17, 17, 14, 17, 17, 14],
  "9": [14, 17, 17, 15, 1, 2, 12],
  ".": [0, 0, 0, 0, 0, 12, 12],
  a: [0, 0, 14, 1, 15, 17, 15],
  d: [1, 1, 13, 19, 17, 17, 15],
  e: [0, 0, 14, 17, 31, 16, 14],
  l: [12, 4, 4, 4, 4, 4, 14],
  n: [0, 0, 22, 25, 17, 17, 17],
  o: [0, 0, 14, 17, 17, 17, 14],
  r: [0, 0, 22, 25, 16, 16, 16],
  s: [0, 0, 14, 16, 14, 1, 30],
  t: [8, 8, 28, 8, 8, 9, 6],
};

/** Writes a line in grey, centred at a column, its top at a row; a letter without a glyph is left blank. */
export function write(on: Pixels, text: string, centre: number, top: number, grey: number): void {
  const left = Math.round(centre - (text.length * LETTER.width - 1) / 2);
  for (const [i, letter] of [...text].entries())
    for (const [y, row] of (glyphs[letter] ?? []).entries())
      for (let x = 0; x < 5; x++) {
        if (((row >> (4 - x)) & 1) === 0) continue;
        const at = 3 * ((top + y) * on.width + left + i * LETTER.width + x);
        on.data.fill(grey, at, at + 3);
      }
}
