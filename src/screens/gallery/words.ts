import type { Lens } from "../../run/questions/lens.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { FIRST_PICTURE, keyOf } from "./press.ts";
import type { GalleryState } from "./state.ts";

/** What keys act on: the tiles on screen at their rung, once all of them are drawn; null before. */
export function shownTiles(
  { list, rung, zoom, drawn, counted }: GalleryState,
  window: readonly StoredRow[],
  imageless: boolean,
): string | null {
  if (window.length === 0) return null;
  const waits =
    rung >= FIRST_PICTURE &&
    !imageless &&
    window.some((row) => {
      const key = keyOf(row);
      return (counted.get(key) ?? 0) >= rung && (drawn.get(key)?.rung ?? 0) < rung;
    });
  return waits ? null : `${list.top} ${rung} ${zoom} ${window.length}`;
}

/** The same pairs as a command line. */
export function lensCommand(folder: string, { where }: Lens): string {
  return where === null
    ? `sluice explore ${folder}`
    : `sluice explore ${folder} --where "${where.replace(/["\\$`]/gu, "\\$&")}"`;
}
