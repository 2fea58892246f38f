import { type TileSize, ZOOMS } from "../../screens/gallery/state.ts";

/** Cells of a tile across, from the smallest zoom; the last takes what there is. */
const WIDTHS = [16, 26, 40] as const;

/** Cells are about twice as high as wide: a picture of this shape looks 4 : 3. */
const SHAPE = 0.375;

/** Rows of a tile that are no picture: its key, and its state. */
const WORDS = 2;

/** How many tiles fit, and how large each is, its words included. */
export function gridOf(
  { columns, rows }: { readonly columns: number; readonly rows: number },
  zoom: number,
): { readonly across: number; readonly down: number; readonly tile: TileSize } {
  if (zoom >= ZOOMS - 1) return { across: 1, down: 1, tile: { columns, rows: rows - WORDS } };
  const width = Math.min(columns, WIDTHS[zoom] ?? 26);
  const across = Math.max(1, Math.floor(columns / width));
  const own = Math.floor(columns / across);
  // As many rows as come nearest to that shape, and no cell left over.
  const down = Math.max(1, Math.round(rows / (own * SHAPE + WORDS)));
  return { across, down, tile: { columns: own, rows: Math.max(1, Math.floor(rows / down) - WORDS) } };
}
