import type { Pixels } from "../../models/index.ts";
import { LETTER, write } from "./lettering.ts";

/** One place of a sheet: a picture, or null where there is none to show. */
export interface Tile {
  /** What stands under it, as r12.0. */
  readonly name: string;
  readonly pixels: Pixels | null;
}

const MARGIN = 8;
const [PAPER, EMPTY, INK] = [255, 236, 64];
/** Wide enough for the words in an empty place, and for a watermark. */
const LEAST_CELL = 96;

/** Lays pictures of at most one size out in rows, about as many as columns; no picture is scaled. */
export function drawSheet(tiles: readonly Tile[]): Pixels {
  const sides = tiles.flatMap(({ pixels }) => (pixels ? [pixels.width, pixels.height] : []));
  const names = tiles.map(({ name }) => name.length * LETTER.width);
  const cell = Math.max(LEAST_CELL, ...sides, ...names);
  const columns = Math.ceil(Math.sqrt(tiles.length));
  const rows = Math.ceil(tiles.length / columns);
  const down = cell + 2 * MARGIN + LETTER.height;
  const [width, height] = [columns * (cell + MARGIN) + MARGIN, rows * down + MARGIN];
  const sheet = { width, height, data: new Uint8Array(3 * width * height).fill(PAPER) };
  for (const [i, { name, pixels }] of tiles.entries()) {
    const left = MARGIN + (i % columns) * (cell + MARGIN);
    const top = MARGIN + Math.floor(i / columns) * down;
    const centre = left + cell / 2;
    if (pixels)
      paste(sheet, pixels, left + ((cell - pixels.width) >> 1), top + ((cell - pixels.height) >> 1));
    else empty(sheet, left, top, cell);
    write(sheet, name, centre, top + cell + MARGIN / 2, INK);
  }
  return sheet;
}

function paste(on: Pixels, { data, width, height }: Pixels, left: number, top: number): void {
  for (let y = 0; y < height; y++)
    on.data.set(data.subarray(3 * y * width, 3 * (y + 1) * width), 3 * ((top + y) * on.width + left));
}

function empty(on: Pixels, left: number, top: number, side: number): void {
  for (let y = top; y < top + side; y++)
    on.data.fill(EMPTY, 3 * (y * on.width + left), 3 * (y * on.width + left + side));
  write(on, "not released", left + side / 2, top + ((side - LETTER.height) >> 1), INK);
}
