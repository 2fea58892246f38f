import { describe, expect, it } from "vitest";
import { defaultLimits, type Looking } from "../../../../src/exposure/ladder.ts";
import type { LabelRecord } from "../../../../src/run/labels.ts";
import { galleryKeys } from "../../../../src/screens/gallery/keys.ts";
import {
  type GalleryIntent,
  type GalleryWorld,
  pressed,
  revealing,
} from "../../../../src/screens/gallery/press.ts";
import {
  type GalleryState,
  gallery,
  galleryStart,
  isOpen,
  uncounted,
} from "../../../../src/screens/gallery/state.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import { meanings } from "../../../support/keys.ts";

const rows = ["a", "b", "c", "d"].map((key, row) => ({
  key,
  shard: "s",
  row,
  image_porn: 0.5,
  text_toxicity: 0,
}));
const world: GalleryWorld = {
  grid: { across: 3, down: 2, total: 20 },
  window: rows,
  current: rows[0],
  rowOf: (key) => rows.find((row) => row.key === key),
  limits: defaultLimits,
  now: 9000,
};
const press = (intent: GalleryIntent, state: GalleryState, around = world) => {
  const { effects, action } = pressed(state, intent, around);
  return { state: action === null ? state : gallery(state, action), effects };
};
const drawn = (state: GalleryState, keys: readonly string[], rung: number, now = 1000) =>
  keys.reduce((so, key) => gallery(so, { type: "drawn", key, rung, now }), state);
const marked = gallery(galleryStart(), { type: "mark-many", keys: ["a", "b", "c"] });
const drop: GalleryIntent = { type: "judge", verdict: "drop" };

const clock = new Date("2026-01-01T12:00:00Z");
const head = { schema: "sluice.label/1", id: "i", time: clock.toISOString(), reviewer: "ann" } as const;
const spent = (points: number): LabelRecord => ({
  ...head,
  ...{ type: "exposure", key: "z", rung: 5, caption: false, seconds: 0, points },
});
const judgedNow: LabelRecord = {
  ...head,
  ...{ type: "verdict", role: "reviewer", key: "z", shard: "s", row: 9, verdict: "keep" },
  ...{ rung: 2, caption: false, seconds: 1, also: [] },
  design: { strategy: "flagged", id: "flagged", stratum: null, probability: null },
};
const looking = (records: readonly LabelRecord[]): Looking => ({
  ...{ records, reviewer: "ann", limits: defaultLimits, now: clock },
});

describe("one verdict for many", () => {
  it("counts only tiles that were drawn at the wanted rung, each with its own rung and time, as bulk", () => {
    const seen = drawn(drawn(marked, ["a"], 2, 1000), ["b"], 3, 4000);
    const { effects } = press(drop, seen);
    const design = { strategy: "view", id: "gallery", stratum: null, probability: null };
    expect(effects).toMatchObject([
      {
        type: "write-verdicts",
        records: [
          { key: "a", verdict: "drop", rung: 2, seconds: 8, bulk: true, design },
          { key: "b", verdict: "drop", rung: 3, seconds: 5, bulk: true, design },
        ],
      },
      { type: "say", text: "1 not judged: wanted drawn at edges or above" },
    ]);
    const judged = gallery(seen, { type: "judged", keys: ["a", "b"], verdict: "drop" });
    expect([judged.marks, judged.kept]).toEqual([new Set(["c"]), false]);
  });

  it("is refused where none was, and wants the rung of the reviewer's limits", () => {
    expect(press(drop, marked).effects).toMatchObject([{ type: "say", kind: "warning" }]);
    const edges = drawn(marked, ["a", "b", "c"], 2);
    const strict = { ...world, limits: { ...defaultLimits, judgeFrom: 4 } };
    expect(press(drop, edges, strict).effects).toMatchObject([
      { type: "say", text: `3 not judged: wanted drawn at greyscale or above; ${theKey("+")} shows more` },
    ]);
  });

  it("is of the tile under the cursor where none is marked, and then no bulk", () => {
    const [write] = press(drop, drawn(galleryStart(), ["a"], 2)).effects;
    expect(write).toMatchObject({ records: [{ key: "a" }] });
    expect(JSON.stringify(write)).not.toContain("bulk");
  });

  it("knows nothing of a marked pair whose row is not at hand, and says so", () => {
    const far = drawn(gallery(marked, { type: "mark", key: "far" }), ["a", "b", "c", "far"], 3);
    expect(press(drop, far).effects).toMatchObject([
      { records: [{ key: "a" }, { key: "b" }, { key: "c" }] },
      { text: "1 not judged: wanted drawn at edges or above" },
    ]);
  });
});

describe("showing tiles", () => {
  it("is counted by rung and harm, once for each rung, within the budget", () => {
    const found = revealing(galleryStart(), 3, rows, looking([]));
    expect(found).toMatchObject({
      records: [{ type: "exposure", key: "a", rung: 3, caption: false }, {}, {}, {}],
    });
    const counted = gallery(galleryStart(), { type: "counted", keys: ["a", "b"], rung: 3 });
    expect(revealing(counted, 3, rows, looking([]))).toMatchObject({ records: [{ key: "c" }, { key: "d" }] });
    expect(revealing(galleryStart(), 5, rows, looking([spent(99.9)]))).toMatchObject({
      type: "say",
      text: expect.stringMatching(/^exposure budget/u),
    });
  });

  it("is refused where a break is due, also of what was counted before, and asked for anew at each wish", () => {
    const tired = { ...looking([spent(0), judgedNow]), limits: { ...defaultLimits, breakAfter: 1 } };
    const counted = gallery(galleryStart(), { type: "counted", keys: rows.map(({ key }) => key), rung: 3 });
    const due = { type: "say", kind: "warning", text: expect.stringMatching(/^a break is due/u) };
    for (const state of [galleryStart(), counted])
      expect(revealing(state, 3, rows, tired)).toMatchObject(due);
    expect(revealing(counted, 3, rows, looking([judgedNow]))).toEqual({ records: [] });
    const again = press({ type: "show", rung: 3 }, counted).state;
    expect(isOpen(again, "a")).toBe(false);
    expect(uncounted(again, rows, ({ key }) => key)).toEqual([]);
    const shown = gallery(again, { type: "counted", keys: [], rung: 3 });
    expect([isOpen(shown, "a"), uncounted(shown, rows, ({ key }) => key)]).toEqual([true, null]);
  });

  it("goes up and down the ladder from none to outlines", () => {
    const keys = (rung: number) => meanings(galleryKeys({ rung, marks: new Set() }));
    expect([keys(0)["+"], keys(2)["-"], keys(5)["+"], keys(3)["-"]]).toEqual(
      [2, 0, 5, 2].map((rung) => ({ type: "show", rung })),
    );
  });
});

describe("the grid", () => {
  it("moves by tiles and rows, and scrolls by whole rows", () => {
    const at = (cursor: number, move: "down" | "right" | "last" | "up", top = 0) =>
      press({ type: "move", move }, { ...galleryStart(), list: { cursor, top } }).state.list;
    expect(at(0, "right")).toEqual({ cursor: 1, top: 0 });
    expect(at(4, "down")).toEqual({ cursor: 7, top: 3 });
    expect(at(7, "up", 6)).toEqual({ cursor: 4, top: 3 });
    expect(at(0, "last")).toEqual({ cursor: 19, top: 15 });
  });

  it("marks and unmarks, and a marked tile stays marked under another zoom", () => {
    const one = press({ type: "mark" }, galleryStart()).state;
    expect(one).toMatchObject({ marks: new Set(["a"]), kept: false });
    expect(press({ type: "zoom", by: 1 }, one).state.marks).toEqual(new Set(["a"]));
    expect(press({ type: "mark-all" }, one).state.marks.size).toBe(4);
    expect(press({ type: "mark" }, one).state.kept).toBe(true);
  });
});
