import type { Lens } from "../../run/questions/lens.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { keyOf } from "./press.ts";
import { FIRST_PICTURE, type GalleryState, isOpen } from "./state.ts";

/** What keys act on: the tiles on screen at their rung, once all of them are drawn; null before. */
export function shownTiles(
  state: GalleryState,
  window: readonly StoredRow[],
  imageless: boolean,
): string | null {
  const { list, rung, zoom, drawn, allowed } = state;
  if (window.length === 0) return null;
  const waits =
    rung >= FIRST_PICTURE &&
    !imageless &&
    (!allowed || window.map(keyOf).some((key) => isOpen(state, key) && (drawn.get(key)?.rung ?? 0) < rung));
  return waits ? null : `${list.top} ${rung} ${zoom} ${window.length}`;
}

/** The same pairs as a command line. */
export function lensCommand(folder: string, { where }: Lens): string {
  return where === null
    ? `sluice explore ${folder}`
    : `sluice explore ${folder} --where "${where.replace(/["\\$`]/gu, "\\$&")}"`;
}
