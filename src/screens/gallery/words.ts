import type { Limits } from "../../exposure/ladder.ts";
import { count } from "../../process/figures.ts";
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

/** Seconds after which a grid of pictures hides by itself: each tile adds one. */
export function gridSeconds(window: readonly StoredRow[], { hideAfter }: Pick<Limits, "hideAfter">): number {
  return hideAfter + window.length;
}

/** How many are marked and judged, and which tile is chosen. */
export function galleryStatus({ marks, judged, list }: GalleryState, total: number): string {
  const place = total === 0 ? 0 : count(list.cursor + 1);
  return `${count(marks.size)} marked · ${count(judged.size)} judged · ${place}/${count(total)}`;
}

/** What leaving would lose; null where nothing. */
export function unsavedMarks({ marks, kept }: Pick<GalleryState, "marks" | "kept">): string | null {
  return kept ? null : `${count(marks.size)} marked not saved: :save NAME saves`;
}

/** What stands below a tile: what its person said, else the policy, and what else is said of the pair. */
export function tileWords(action: string, said: string | undefined, remark: string | undefined): string {
  return [said === undefined ? action : `you: ${said}`, ...(remark === undefined ? [] : [remark])].join(
    " · ",
  );
}
