import { inFewColours, type ObscuredImage } from "../obscure.ts";

/** Rows of pixels in one band. */
const BAND = 6;

/** Colours that a terminal with sixels keeps at once. */
const COLOURS = 256;

/**
 * An image as sixels: a DCS sequence that draws it from the cursor on. Colours are the nearest 256.
 * @see https://vt100.net/docs/vt3xx-gp/chapter14.html
 */
export async function sixels(image: ObscuredImage): Promise<string> {
  const { width, height, data } = await inFewColours(image, COLOURS);
  const palette = new Map<number, number>();
  const index = new Uint16Array(width * height);
  for (let i = 0; i < index.length; i++) {
    const colour = ((data[3 * i] ?? 0) << 16) | ((data[3 * i + 1] ?? 0) << 8) | (data[3 * i + 2] ?? 0);
    const known = palette.get(colour);
    if (known === undefined) palette.set(colour, palette.size);
    index[i] = known ?? palette.size - 1;
  }
  const colours = [...palette.keys()].map((colour, i) => {
    const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255].map(percent);
    return `#${i};2;${red};${green};${blue}`;
  });
  const bands = Array.from({ length: Math.ceil(height / BAND) }, (_, i) => band(index, i, width, height));
  return `\u001BP0;1;0q"1;1;${width};${height}${colours.join("")}${bands.join("-")}\u001B\\`;
}

/** Six rows, colour by colour: each goes over the whole width again. */
function band(index: Uint16Array, at: number, width: number, height: number): string {
  const columns = new Map<number, Uint8Array>();
  for (let row = 0; row < BAND && at * BAND + row < height; row++)
    for (let x = 0; x < width; x++) {
      const colour = index[(at * BAND + row) * width + x] ?? 0;
      let bits = columns.get(colour);
      if (bits === undefined) {
        bits = new Uint8Array(width);
        columns.set(colour, bits);
      }
      bits[x] = (bits[x] ?? 0) | (1 << row);
    }
  return [...columns].map(([colour, bits]) => `#${colour}${runs(bits)}`).join("$");
}

/** One colour's sixels, with repeats counted; what is empty at the end is left away. */
function runs(bits: Uint8Array): string {
  let end = bits.length;
  while (end > 0 && bits[end - 1] === 0) end--;
  let text = "";
  for (let x = 0; x < end; ) {
    let to = x + 1;
    while (to < end && bits[to] === bits[x]) to++;
    const one = String.fromCharCode(63 + (bits[x] ?? 0));
    text += to - x > 3 ? `!${to - x}${one}` : one.repeat(to - x);
    x = to;
  }
  return text;
}

function percent(value: number): number {
  return Math.round((100 * value) / 255);
}
