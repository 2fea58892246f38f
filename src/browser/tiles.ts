import { printable } from "../process/printable.ts";
import type { StoredRow } from "../run/questions/rows.ts";
import { keyOf } from "../screens/gallery/press.ts";
import { type GalleryState, isOpen, ZOOMS } from "../screens/gallery/state.ts";
import { tileWords } from "../screens/gallery/words.ts";
import type { FramePicture, FrameTile, Size } from "./frame.ts";

/** CSS pixels of a tile across, from the smallest zoom; the last takes what there is. */
const WIDTHS = [120, 190, 300] as const;
/** Height of a picture by its width. */
const SHAPE = 0.75;
/** CSS pixels of a tile that are no picture: its key, its state, and the gap; of the grid, its ladder. */
const WORDS = 56;
const LADDER = 48;

/** How many tiles fit, and how large the picture of each is. */
export function gridOf(
  { width, height }: Pick<Size, "width" | "height">,
  zoom: number,
): {
  readonly across: number;
  readonly down: number;
  readonly tile: { readonly width: number; readonly height: number };
} {
  const room = Math.max(80, height - LADDER);
  if (zoom >= ZOOMS - 1) return { across: 1, down: 1, tile: { width, height: Math.max(40, room - WORDS) } };
  const across = Math.max(1, Math.floor(width / (WIDTHS[zoom] ?? 190)));
  const own = Math.floor(width / across);
  const down = Math.max(1, Math.floor(room / (own * SHAPE + WORDS)));
  return { across, down, tile: { width: own, height: Math.max(40, Math.floor(room / down) - WORDS) } };
}

/** One tile: its picture as far as that is shown and counted, its key, and what is said of it. */
export function tileOf(
  row: StoredRow | undefined,
  position: number,
  state: GalleryState,
  picture: FramePicture | null,
  /** What else is said of the pair. */
  remark?: string,
): FrameTile {
  const { marks, judged, list } = state;
  const chosen = position === list.cursor;
  if (row === undefined)
    return {
      position,
      key: `${position}`,
      name: "…",
      words: "",
      tone: "",
      marked: false,
      chosen,
      picture: null,
    };
  const key = keyOf(row);
  const action = String(row["action"] ?? "");
  const said = judged.get(key);
  return {
    ...{ position, key, chosen },
    name: printable(key).split("/").at(-1) ?? "",
    words: tileWords(action, said, remark),
    tone: said ?? action,
    marked: marks.has(key),
    picture: isOpen(state, key) ? picture : null,
  };
}
