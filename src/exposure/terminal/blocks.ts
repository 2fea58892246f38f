import type { ObscuredImage } from "../obscure.ts";

/** Pixels of an image in one cell of blocks: square ones, since a cell is about twice as high as wide. */
export const CELL_OF_BLOCKS = { width: 2, height: 4 } as const;

/** How a cell is parted: into 2 × 2 quadrants, or 2 × 3 sextants where the terminal draws those. */
export type Blocks = "quadrants" | "sextants";

type Colour = readonly [red: number, green: number, blue: number];

/** By which parts are in the foreground: upper left 1, upper right 2, lower left 4, lower right 8. */
const QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";

/**
 * An image as lines of block characters, two colours to a cell: the nearest that two can come to its parts.
 * @param depth 24-bit colours or xterm's 256
 */
export function blockLines(
  image: ObscuredImage,
  depth: "truecolor" | "256",
  blocks: Blocks = "quadrants",
): readonly string[] {
  const colour = depth === "truecolor" ? trueColour : indexColour;
  const { width, height } = CELL_OF_BLOCKS;
  const across = Math.ceil(image.width / width);
  return Array.from({ length: Math.ceil(image.height / height) }, (_, row) => {
    let line = "";
    let [lastFore, lastBack] = ["", ""];
    for (let column = 0; column < across; column++) {
      const { fore, back, block } = cellOf(partsOf(image, column, row, blocks), blocks);
      const foreground = `\u001B[38;${colour(...fore)}m`;
      const background = back === null ? "\u001B[49m" : `\u001B[48;${colour(...back)}m`;
      line += `${foreground === lastFore ? "" : foreground}${background === lastBack ? "" : background}${block}`;
      [lastFore, lastBack] = [foreground, background];
    }
    return `${line}\u001B[39m\u001B[49m`;
  });
}

/** The mean colour of each part of a cell, row by row; null for a part below the image. */
function partsOf(
  { width, height, data }: ObscuredImage,
  column: number,
  row: number,
  blocks: Blocks,
): readonly (Colour | null)[] {
  const down = blocks === "quadrants" ? 2 : 3;
  const high = CELL_OF_BLOCKS.height / down;
  const parts: (Colour | null)[] = [];
  for (let part = 0; part < down; part++)
    for (let side = 0; side < 2; side++) {
      const top = row * CELL_OF_BLOCKS.height + part * high;
      const x = Math.min(width - 1, column * CELL_OF_BLOCKS.width + side);
      parts.push(meanOf(top, top + high, (y) => (y < height ? 3 * (y * width + x) : null), data));
    }
  return parts;
}

/** Mean of a stretch of pixels, each by as much of it as lies between `top` and `bottom`. */
function meanOf(
  top: number,
  bottom: number,
  at: (y: number) => number | null,
  data: Uint8Array,
): Colour | null {
  const sum = [0, 0, 0];
  let weight = 0;
  for (let y = Math.floor(top); y < bottom; y++) {
    const from = at(y);
    if (from === null) continue;
    const share = Math.min(bottom, y + 1) - Math.max(top, y);
    weight += share;
    for (let channel = 0; channel < 3; channel++)
      sum[channel] = (sum[channel] ?? 0) + share * (data[from + channel] ?? 0);
  }
  if (weight === 0) return null;
  const mean = (channel: number) => Math.round((sum[channel] ?? 0) / weight);
  return [mean(0), mean(1), mean(2)];
}

/** The block that parts a cell's colours best, and the mean of either side; the upper left is in front. */
function cellOf(
  parts: readonly (Colour | null)[],
  blocks: Blocks,
): { readonly fore: Colour; readonly back: Colour | null; readonly block: string } {
  const here = parts.filter((part) => part !== null);
  const front = frontOf(parts, here);
  const bits = front.reduce((sum, is, i) => sum + (is ? 1 << i : 0), 0);
  const fore = mean(parts.filter((part, i) => part !== null && front[i] === true) as Colour[]) ?? [0, 0, 0];
  const back = mean(parts.filter((part, i) => part !== null && front[i] === false) as Colour[]);
  const whole = bits === (1 << parts.length) - 1;
  // One colour alone is drawn as two that are alike: a full block leaves seams in some fonts.
  if (whole) return { fore, back: fore, block: "▀" };
  return { fore, back, block: blocks === "quadrants" ? (QUADRANTS[bits] ?? "▀") : sextant(bits) };
}

/** Which parts go with the upper left one: those on its side of the middle of the widest channel. */
function frontOf(parts: readonly (Colour | null)[], here: readonly Colour[]): readonly boolean[] {
  const ranges = [0, 1, 2].map((channel) => {
    const values = here.map((part) => part[channel] ?? 0);
    return { channel, low: Math.min(...values), high: Math.max(...values) };
  });
  const widest = ranges.reduce((a, b) => (b.high - b.low > a.high - a.low ? b : a));
  const middle = (widest.low + widest.high) / 2;
  const above = (part: Colour) => (part[widest.channel] ?? 0) > middle;
  const [first] = here;
  // Where the image ends within a cell, all that is left of it is in front.
  if (first === undefined || here.length < parts.length) return parts.map((part) => part !== null);
  return parts.map((part) => part !== null && above(part) === above(first));
}

function mean(colours: readonly Colour[]): Colour | null {
  if (colours.length === 0) return null;
  const of = (channel: number) =>
    Math.round(colours.reduce((sum, colour) => sum + (colour[channel] ?? 0), 0) / colours.length);
  return [of(0), of(1), of(2)];
}

/** Unicode's sextants leave out what older blocks draw: nothing, either half, everything. */
function sextant(bits: number): string {
  if (bits === 0b010101) return "▌";
  if (bits === 0b101010) return "▐";
  return String.fromCodePoint(0x1fb00 + bits - 1 - (bits > 0b010101 ? 1 : 0) - (bits > 0b101010 ? 1 : 0));
}

function trueColour(red: number, green: number, blue: number): string {
  return `2;${red};${green};${blue}`;
}

/** The nearest of xterm's 6 × 6 × 6 cube and 24 greys. */
function indexColour(red: number, green: number, blue: number): string {
  const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
  if (spread < 12) {
    const grey = Math.round(((red + green + blue) / 3 - 8) / 10);
    if (grey >= 0 && grey < 24) return `5;${232 + grey}`;
  }
  return `5;${16 + 36 * level(red) + 6 * level(green) + level(blue)}`;
}

/** The cube's levels are 0, 95, 135, 175, 215 and 255. */
function level(value: number): number {
  return value < 48 ? 0 : value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40));
}
