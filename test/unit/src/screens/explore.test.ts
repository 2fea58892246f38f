import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import type { LabelRecord } from "../../../../src/run/labels.ts";
import { nearOf, visibleColumns } from "../../../../src/screens/explore/columns.ts";
import { exploreKeys } from "../../../../src/screens/explore/keys.ts";
import { type Explored, type ExploreIntent, pressed } from "../../../../src/screens/explore/press.ts";
import { captionOf } from "../../../../src/screens/explore/reveal.ts";
import { type ExploreState, explore, exploreStart } from "../../../../src/screens/explore/state.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import type { Intent } from "../../../../src/screens/kit/intents.ts";
import { meanings } from "../../../support/keys.ts";

const start = exploreStart();
const filtered: ExploreState = {
  ...exploreStart(),
  lens: { where: "bytes > 1", text: "cat", sort: null },
  crumbs: ["bytes > 1"],
  list: { cursor: 4, top: 2 },
  column: 1,
};
it("says of a pair that was found by meaning how near it is, of another nothing", () => {
  const near = nearOf({ ...filtered.lens, keys: ["a", "b"], ranked: true, near: [0.876, 0.5] });
  expect([near?.("a"), near?.("b"), near?.("c")]).toEqual(["0.88", "0.50", "·"]);
  expect(nearOf(filtered.lens)).toBeUndefined();
});

it.each([60, 61, 74, 75, 80])("fills %i cells with columns, and never takes one more", (width) => {
  for (const text of ["caption", "licence"]) {
    const columns = ["action", "key", text, "rules"].map((name) => ({ name, kind: "text" as const }));
    const used = visibleColumns(columns, 0, width).reduce((sum, column) => sum + column.width + 1, 0);
    expect(used).toBeLessThanOrEqual(width);
  }
});

const counting: ExploreState = { ...filtered, pane: "frequencies" };
const explored: Explored = {
  columns: 3,
  column: { name: "language", kind: "text" },
  total: 100,
  height: 10,
  values: [{ value: "en" }, { value: null }],
  valuesHeight: 5,
  paired: "k",
  clear: false,
  lines: 20,
  lineRows: 5,
};

/** The state and the effects of one intent. */
function press(intent: ExploreIntent, state = filtered, around = explored) {
  const { effects, action } = pressed(state, intent, around);
  return { state: action === null ? state : explore(state, action), effects };
}

const meant: Readonly<Record<string, Intent<ExploreIntent>>> = {
  "j down": { type: "move", move: "down" },
  "k up": { type: "move", move: "up" },
  "ctrl-d pagedown ctrl-f": { type: "move", move: "page-down" },
  "ctrl-u pageup ctrl-b": { type: "move", move: "page-up" },
  "g home": { type: "move", move: "first" },
  "G end": { type: "move", move: "last" },
  enter: { type: "enter" },
  "-": { type: "back" },
  "/": { type: "ask", label: "/", typed: { type: "text", text: "cat" }, live: true },
  w: { type: "ask", label: "where", typed: { type: "predicate", text: "bytes > 1" } },
  "h left": { type: "column", by: -1 },
  "l right": { type: "column", by: 1 },
  s: { type: "sort" },
  "f F": { type: "pane", pane: "frequencies" },
  H: { type: "pane", pane: "histogram" },
  c: { type: "caption" },
  "~": { type: "ask", label: "~", typed: { type: "meaning", text: "" } },
  m: { type: "more" },
  P: { type: "ask", label: "pictures of", typed: { type: "pictures", text: "" } },
  M: { type: "more-pictures" },
  i: { type: "image", by: 1 },
  I: { type: "image", by: -1 },
  n: { type: "twins" },
  space: { type: "mark" },
  v: {
    type: "go",
    route: { screen: "gallery", folder: "runs/r", lens: filtered.lens, crumbs: ["bytes > 1"] },
  },
  U: { type: "unmark" },
  V: { type: "ask", label: "captions in clear below:", typed: { type: "veil", text: "0" } },
  x: { type: "clear" },
  r: { type: "go", route: { screen: "review", folder: "runs/r" } },
};

describe("the keys of explore", () => {
  it("mean these things, and no key means another; escape closes a pane that is open", () => {
    expect(meanings(exploreKeys(filtered, "runs/r"))).toEqual(meant);
    for (const pane of ["detail", "frequencies", "histogram"] as const)
      expect(meanings(exploreKeys({ ...filtered, pane }, "runs/r"))).toEqual({
        ...meant,
        escape: { type: "pane", pane },
        ...(pane === "detail" ? { J: { type: "scroll", by: 1 }, K: { type: "scroll", by: -1 } } : {}),
      });
  });

  it("ask for a predicate with an empty line where there is none", () => {
    expect(meanings(exploreKeys(start, "r"))["w"]).toMatchObject({ typed: { text: "" } });
  });

  it("say at ⏎ what it does in the pane that is open", () => {
    const enter = (state: ExploreState) => exploreKeys(state, "r").find(({ keys: [k] }) => k === "enter");
    expect(enter(filtered)).toMatchObject({ help: "explain this pair", bar: "why" });
    for (const pane of ["frequencies", "histogram"] as const)
      expect(enter({ ...filtered, pane })).toMatchObject({ bar: "its pairs" });
  });
});

describe("what they come to", () => {
  it("a picture and a caption hide apart: each has a time of its own", () => {
    const both = { ...start, pane: "detail" as const, revealed: "k", rung: 3 };
    expect(explore(both, { type: "unimage" })).toEqual({ ...both, rung: 0 });
    expect(explore(both, { type: "uncaption" })).toEqual({ ...both, revealed: null });
    expect(press({ type: "caption" }, both).state).toMatchObject({ revealed: null, rung: 3 });
  });

  it.each([
    ["down", 5],
    ["up", 3],
    ["page-down", 13],
    ["page-up", 0],
    ["first", 0],
    ["last", 99],
  ] as const)("%s moves among the pairs and hides, or among the values that were counted", (move, cursor) => {
    expect(press({ type: "move", move }, { ...filtered, revealed: "k" }).state).toMatchObject({
      list: { cursor },
      revealed: null,
    });
    const { state } = press({ type: "move", move }, counting);
    expect(state.list).toBe(counting.list);
    expect(state.value.cursor).toBe(["down", "page-down", "last"].includes(move) ? 1 : 0);
  });

  it("⏎ opens and closes why a pair is what it is, or filters by the value under the cursor", () => {
    const why = press({ type: "enter" }).state;
    expect([why.pane, press({ type: "enter" }, why).state.pane]).toEqual(["detail", "none"]);
    const value = (cursor: number) =>
      press({ type: "enter" }, { ...counting, value: { cursor, top: 0 } }).state;
    expect(value(0)).toMatchObject({
      lens: { where: "(bytes > 1) AND language = 'en'" },
      pane: "none",
      list: { cursor: 0 },
    });
    expect(value(1).lens.where).toBe("(bytes > 1) AND language IS NULL");
    expect(value(2)).toMatchObject({ lens: filtered.lens, pane: "frequencies" });
  });

  it("words and predicates filter from the top; an empty predicate is none", () => {
    expect(press({ type: "text", text: "!dog" }).state).toMatchObject({
      lens: { text: "!dog", where: "bytes > 1" },
      list: { cursor: 0 },
    });
    expect(press({ type: "predicate", text: " bytes > 2 " }).state.lens.where).toBe("bytes > 2");
    expect(press({ type: "predicate", text: " " }).state.lens.where).toBeNull();
  });

  it("h and l move over the columns and stop at the ends, s sorts by the one under the cursor", () => {
    const at = (column: number, by: -1 | 1) =>
      press({ type: "column", by }, { ...start, column }).state.column;
    expect([at(0, -1), at(1, -1), at(1, 1), at(2, 1)]).toEqual([0, 0, 2, 2]);
    expect(press({ type: "sort" }).state.lens.sort).toEqual({ column: "language", descending: true });
    const none = press({ type: "sort" }, filtered, { ...explored, column: undefined });
    expect(none).toEqual({ state: filtered, effects: [] });
  });

  it.each(["frequencies", "histogram", "detail"] as const)("the %s pane opens and closes", (pane) => {
    const open = press({ type: "pane", pane }).state;
    expect([open.pane, press({ type: "pane", pane }, open).state.pane]).toEqual([pane, "none"]);
  });

  it("x clears filters and order", () => {
    const { lens } = press({ type: "clear" }).state;
    expect(lens).toEqual({ where: null, text: "", sort: null });
  });

  it("space marks the pair and goes on, and marks stay under another lens until they are taken away", () => {
    const once = press({ type: "mark" }).state;
    expect(once).toMatchObject({ marks: new Set(["k"]), kept: false, list: { cursor: 5 } });
    const under = press({ type: "text", text: "dog" }, once).state;
    expect(under.marks).toEqual(new Set(["k"]));
    expect(explore(under, { type: "saved", marks: under.marks }).kept).toBe(true);
    // What was marked meanwhile is not saved.
    expect(explore(under, { type: "saved", marks: new Set() }).kept).toBe(false);
    expect(press({ type: "mark" }, under)).toMatchObject({ state: { marks: new Set(), kept: true } });
    expect(press({ type: "unmark" }, under).state).toMatchObject({ marks: new Set(), kept: true });
    expect(press({ type: "mark" }, filtered, { ...explored, paired: null }).effects).toHaveLength(1);
  });

  it("c shows the caption of an explained pair, hides it again, and else says the way", () => {
    const detail: ExploreState = { ...filtered, pane: "detail" };
    expect(press({ type: "caption" }, detail)).toEqual({ state: detail, effects: [{ type: "reveal" }] });
    const way = {
      type: "say",
      text: `${theKey("enter")} explains a pair; then ${theKey("c")} shows its caption`,
      kind: "info",
    };
    expect(press({ type: "caption" }).effects).toEqual([way]);
    expect(press({ type: "caption" }, detail, { ...explored, paired: null }).effects).toEqual([way]);
    for (const type of ["caption", "hide"] as const)
      expect(press({ type }, { ...detail, revealed: "k" })).toEqual({ state: detail, effects: [] });
  });
});

describe("a caption in clear", () => {
  const now = new Date(3_600_000);
  const row = { key: "k", text_toxicity: 1, text_sexual_explicit: null };
  const looking = { records: [], reviewer: "ann", limits: defaultLimits, now };
  const spent = (points: number, minutes: number) =>
    ({
      type: "exposure",
      reviewer: "ann",
      time: new Date(60_000 * minutes).toISOString(),
      points,
    }) as LabelRecord;

  it("is counted by how harmful the pair may be", () => {
    expect(captionOf(row, looking)).toMatchObject({
      type: "write-exposure",
      key: "k",
      record: { type: "exposure", key: "k", rung: 0, caption: true, points: 0.3 },
    });
    // A caption of which nothing is known may be anything.
    expect(captionOf({ key: "k" }, looking)).toMatchObject({ record: { points: 0.3 } });
  });

  it("is withheld once the budget is spent or a break is due", () => {
    const warning = (text: RegExp) => ({ type: "say", kind: "warning", text: expect.stringMatching(text) });
    expect(captionOf(row, { ...looking, records: [spent(99.9, 0)] })).toEqual(warning(/^exposure budget/u));
    const verdicts = Array.from({ length: 100 }, (_, i) => ({ ...spent(0, 59 + i / 200), type: "verdict" }));
    expect(captionOf(row, { ...looking, records: verdicts as unknown as LabelRecord[] })).toEqual(
      warning(/^a break is due/u),
    );
  });
});
