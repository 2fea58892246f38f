import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys } from "../kit/window.ts";
import type { ExploreIntent } from "./press.ts";
import { type ExploreState, isCounting } from "./state.ts";

/** The keys of the explore screen. */
export function exploreKeys(
  { pane, lens, veil, crumbs }: Pick<ExploreState, "pane" | "lens" | "veil" | "crumbs">,
  folder: string,
  /** Names of columns, which `w` completes. */
  words: readonly string[] = [],
): readonly Binding<Intent<ExploreIntent>>[] {
  const counting = isCounting(pane);
  return [
    ...listKeys,
    {
      keys: ["enter"],
      help: counting ? "open exactly the pairs that this line or bar counts" : "explain this pair",
      bar: counting ? "its pairs" : "why",
      action: { type: "enter" },
    },
    { keys: ["-"], help: "back to the filter, or the screen, before", bar: "back", action: { type: "back" } },
    {
      keys: ["/"],
      help: "filter by words in caption or key; !word excludes",
      bar: "filter",
      action: { type: "ask", label: "/", typed: { type: "text", text: lens.text }, live: true },
    },
    {
      keys: ["w"],
      help: "filter by an SQL predicate; Tab completes columns",
      bar: "where",
      action: {
        type: "ask",
        label: "where",
        typed: { type: "predicate", text: lens.where ?? "" },
        ...(words.length === 0 ? {} : { words }),
      },
    },
    {
      keys: ["~"],
      help: "find captions by what they mean: the 500 nearest to these words",
      action: { type: "ask", label: "~", typed: { type: "meaning", text: "" } },
    },
    {
      keys: ["m"],
      help: "more like this: the 500 captions nearest to this one in meaning",
      about: "pair",
      action: { type: "more" },
    },
    {
      keys: ["P"],
      help: "find pictures by what they show: the 500 nearest to these words, by a CLIP model that is here",
      action: { type: "ask", label: "pictures of", typed: { type: "pictures", text: "" } },
    },
    {
      keys: ["M"],
      help: "more pictures like this one: the 500 nearest",
      about: "pair",
      action: { type: "more-pictures" },
    },
    { keys: ["h", "left"], help: "column to the left", action: { type: "column", by: -1 } },
    { keys: ["l", "right"], help: "column to the right", bar: "column", action: { type: "column", by: 1 } },
    {
      keys: ["s"],
      help: "sort by this column: down, up, as stored",
      bar: "sort",
      action: { type: "sort" },
    },
    {
      keys: ["f", "F"],
      help: "count the values of this column",
      bar: "count",
      action: { type: "pane", pane: "frequencies" },
    },
    {
      keys: ["H"],
      help: "histogram of this column",
      bar: "histogram",
      action: { type: "pane", pane: "histogram" },
    },
    {
      keys: ["c"],
      help: "show or hide this caption in clear (counted)",
      bar: "caption",
      about: "pair",
      action: { type: "caption" },
    },
    {
      keys: ["i"],
      help: "show one rung more of the explained pair's image (counted)",
      ...(pane === "detail" ? { bar: "image" } : {}),
      about: "pair",
      action: { type: "image", by: 1 },
    },
    { keys: ["I"], help: "hide the image", action: { type: "image", by: -1 } },
    {
      keys: ["n"],
      help: "this pair's near duplicates, side by side with their distance",
      about: "pair",
      action: { type: "twins" },
    },
    {
      keys: ["space"],
      help: "mark this pair, or take its mark away; :save NAME keeps what is marked",
      bar: "mark",
      about: "pair",
      action: { type: "mark" },
    },
    {
      keys: ["v"],
      help: "gallery: these pairs as a grid of pictures behind the veil",
      bar: "gallery",
      action: { type: "go", route: { screen: "gallery", folder, lens, crumbs } },
    },
    { keys: ["U"], help: "take all marks away", action: { type: "unmark" } },
    {
      keys: ["V"],
      help: "the veil: captions that score below it stand in clear (counted); 0 masks all",
      action: { type: "ask", label: "captions in clear below:", typed: { type: "veil", text: String(veil) } },
    },
    { keys: ["x"], help: "clear filters and order", action: { type: "clear" } },
    ...(pane === "none"
      ? []
      : [{ keys: ["escape"], help: "close the pane", action: { type: "pane", pane } as const }]),
    ...(pane === "detail"
      ? [
          { keys: ["J"], help: "scroll the pane down", action: { type: "scroll", by: 1 } as const },
          { keys: ["K"], help: "scroll the pane up", action: { type: "scroll", by: -1 } as const },
        ]
      : []),
    { keys: ["r"], help: "review this run", action: { type: "go", route: { screen: "review", folder } } },
  ];
}
