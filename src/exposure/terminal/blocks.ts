import type { ObscuredImage } from "../obscure.ts";

/**
 * An image as lines of upper half blocks, two pixels to a cell: the foreground is the upper one.
 * @param depth 24-bit colours or xterm's 256
 */
export function blockLines(
  { width, height, data }: ObscuredImage,
  depth: "truecolor" | "256",
): readonly string[] {
  const colour = depth === "truecolor" ? trueColour : indexColour;
  const at = (x: number, y: number) => {
    const from = 3 * (y * width + x);
    return y < height ? colour(data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0) : null;
  };
  return Array.from({ length: Math.ceil(height / 2) }, (_, row) => {
    let line = "";
    let [lastUpper, lastLower] = ["", ""];
    for (let x = 0; x < width; x++) {
      const upper = `\u001B[38;${at(x, 2 * row)}m`;
      const below = at(x, 2 * row + 1);
      const lower = below === null ? "\u001B[49m" : `\u001B[48;${below}m`;
      line += `${upper === lastUpper ? "" : upper}${lower === lastLower ? "" : lower}▀`;
      [lastUpper, lastLower] = [upper, lower];
    }
    return `${line}\u001B[39m\u001B[49m`;
  });
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
