import { rungs } from "../../exposure/ladder.ts";
import type { ReviewVerdict } from "../../run/labels.ts";
import type { Binding } from "../kit/keys.ts";
import type { GalleryIntent } from "./press.ts";
import type { GalleryState, TileMove } from "./state.ts";

const moves: readonly (readonly [keys: readonly string[], help: string, move: TileMove])[] = [
  [["left", "h"], "tile to the left", "left"],
  [["right", "l"], "tile to the right", "right"],
  [["up"], "row up", "up"],
  [["down"], "row down", "down"],
  [["pagedown", "ctrl-d", "ctrl-f"], "page down", "page-down"],
  [["pageup", "ctrl-u", "ctrl-b"], "page up", "page-up"],
  [["home", "g"], "first", "first"],
  [["end", "G"], "last", "last"],
];

const verdicts: readonly (readonly [key: string, verdict: Exclude<ReviewVerdict, "skip">])[] = [
  ["k", "keep"],
  ["d", "drop"],
  ["u", "unsure"],
];

/** The keys of the gallery. */
export function galleryKeys({
  rung,
  marks,
}: Pick<GalleryState, "rung" | "marks">): readonly Binding<GalleryIntent>[] {
  const which = marks.size > 0 ? "the marked pairs" : "this pair";
  return [
    {
      keys: ["space"],
      help: "mark this tile, or take its mark away; :save NAME keeps what is marked",
      bar: "mark",
      about: "tile",
      action: { type: "mark" },
    },
    {
      keys: ["a"],
      help: "mark all tiles on screen",
      bar: "mark all",
      about: "tile",
      action: { type: "mark-all" },
    },
    ...verdicts.map(([key, verdict]) => ({
      keys: [key],
      help: `${verdict === "unsure" ? "unsure of" : verdict} ${which}: each counts only if it was drawn at the rung that is wanted`,
      bar: verdict,
      about: "tile",
      action: { type: "judge", verdict } as const,
    })),
    {
      keys: ["+"],
      help: "show one rung more of every tile (counted)",
      bar: "more",
      about: "tile",
      once: true,
      action: { type: "show", rung: rung === 0 ? 2 : Math.min(rungs.length - 1, rung + 1) },
    },
    {
      keys: ["-"],
      help: "show one rung less",
      bar: "less",
      action: { type: "show", rung: rung <= 2 ? 0 : rung - 1 },
    },
    ...rungs.flatMap((name, i) =>
      i === 1
        ? []
        : [
            {
              keys: [String(i)],
              help: i === 0 ? "hide all pictures" : `show ${name} (counted)`,
              ...(i === 0 ? {} : ({ about: "tile", once: true } as const)),
              action: { type: "show", rung: i } as const,
            },
          ],
    ),
    { keys: ["z"], help: "larger tiles", bar: "zoom", action: { type: "zoom", by: 1 } },
    { keys: ["Z"], help: "smaller tiles", action: { type: "zoom", by: -1 } },
    { keys: ["U"], help: "take all marks away", action: { type: "unmark" } },
    { keys: ["x"], help: "hide all pictures", action: { type: "show", rung: 0 } },
    ...moves.map(([keys, help, move]) => ({ keys, help, action: { type: "move", move } as const })),
  ];
}
