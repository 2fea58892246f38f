import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../src/review/exposure.ts";
import type { PlanItem } from "../../src/review/plan.ts";
import { app, appStart } from "../../src/tui/app-state.ts";
import { explore, exploreStart } from "../../src/tui/explore/state.ts";
import { keyNames } from "../../src/tui/kit/keys.ts";
import { listStart, moveList, moveTo } from "../../src/tui/kit/window.ts";
import {
  breakDue,
  type ReviewAction,
  type ReviewState,
  review,
  unseen,
  withheld,
} from "../../src/tui/review/state.ts";

const item = (key: string): PlanItem => ({ key, shard: "00000", row: 0, stratum: null, probability: null });
const start = (...keys: readonly string[]): ReviewState => ({
  pending: keys.map(item),
  done: [],
  shown: unseen(0),
  bulk: false,
  note: "",
  spent: 0,
  given: 0,
  rested: 0,
  paused: null,
});
const keysOf = (items: readonly { readonly key: string }[]) => items.map(({ key }) => key);
const judge = (verdict: "keep" | "drop" | "unsure" | "skip", now = 0, also: readonly string[] = []) =>
  ({ type: "judge", verdict, also, now }) as const;

describe("review", () => {
  it("advances at a verdict, hides what was shown, and takes the note along only once", () => {
    const shown = review(start("a", "b"), { type: "show", rung: 5, points: 1, now: 10 });
    const noted = review(shown, { type: "note", text: "dark", now: 11 });
    const after = review(noted, judge("drop", 12));
    expect(after.pending[0]?.key).toBe("b");
    expect(after.shown).toEqual(unseen(12));
    expect([after.note, after.spent, after.given]).toEqual(["", 1, 1]);
  });

  it("brings a skipped pair back at the end", () => {
    expect(keysOf(review(start("a", "b", "c"), judge("skip")).pending)).toEqual(["b", "c", "a"]);
  });

  it("takes near duplicates out of the queue with their pair, and back with it", () => {
    const judged = review(start("a", "b", "c"), judge("drop", 0, ["c", "elsewhere"]));
    expect(keysOf(judged.pending)).toEqual(["b"]);
    expect(keysOf(review(judged, { type: "undo", now: 0 }).pending)).toEqual(["a", "c", "b"]);
  });

  it("forgets and repeats nothing: what is pending and what is done are always the whole queue", () => {
    const action: fc.Arbitrary<ReviewAction> = fc.oneof(
      fc.constantFrom("keep", "drop", "unsure", "skip").map((verdict) => judge(verdict as "keep")),
      fc.constant({ type: "undo", now: 0 } as const),
      fc.constant({ type: "hide", now: 0 } as const),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const end = actions.reduce(review, start("a", "b", "c", "d"));
        const all = [...keysOf(end.pending), ...end.done.map((done) => done.item.key)];
        expect(all.sort()).toEqual(["a", "b", "c", "d"]);
      }),
    );
  });

  it("hides by falling back to the scores, and remembers the highest rung", () => {
    const shown = review(start("a"), { type: "show", rung: 4, points: 0.5, now: 1 });
    const hidden = review(review(shown, { type: "caption", points: 0, now: 2 }), { type: "hide", now: 3 });
    expect(hidden.shown).toMatchObject({ rung: 1, caption: false, topRung: 4, captionSeen: true });
  });

  it("does not count the time under the cover, and takes two minutes of it for a break", () => {
    const tired = { ...start("a"), given: 100 };
    expect(breakDue(tired, defaultLimits, 0)).toBe(true);
    const back = (after: number) =>
      review(review(tired, { type: "pause", now: 1000 }), { type: "resume", now: 1000 + after });
    expect(back(60_000).shown.since).toBe(60_000);
    expect(breakDue(back(60_000), defaultLimits, 61_000)).toBe(true);
    expect(breakDue(back(120_000), defaultLimits, 121_000)).toBe(false);
  });

  it("withholds what harms once the budget is spent or a break is due", () => {
    expect(withheld(start("a"), defaultLimits, 0)).toBeNull();
    expect(withheld({ ...start("a"), spent: 100 }, defaultLimits, 0)).toMatch(
      /budget spent \(100\.0 of 100/u,
    );
    expect(withheld({ ...start("a"), given: 1 }, defaultLimits, 26 * 60_000)).toMatch(/break is due/u);
  });
});

describe("the app", () => {
  it("stacks screens on home, and never home on home", () => {
    const run = { screen: "run", folder: "r" } as const;
    const deep = app(app(appStart({ screen: "home" }), { type: "go", route: run }), {
      type: "go",
      route: { screen: "explore", folder: "r" },
    });
    expect(deep.routes.map(({ screen }) => screen)).toEqual(["home", "run", "explore"]);
    expect(app(deep, { type: "back" }).routes).toHaveLength(2);
    expect(app(deep, { type: "go", route: { screen: "home" } }).routes).toHaveLength(1);
    expect(app(appStart({ screen: "home" }), { type: "back" }).routes).toHaveLength(1);
  });

  it("starts on a screen that home lies under", () => {
    expect(appStart({ screen: "review", folder: "r" }).routes.map(({ screen }) => screen)).toEqual([
      "home",
      "review",
    ]);
  });
});

describe("explore", () => {
  it("hides the caption as soon as the cursor moves", () => {
    const revealed = explore(exploreStart(null), { type: "reveal" });
    const moved = explore(revealed, { type: "move", move: "down", total: 9, height: 5 });
    expect([revealed.revealed, moved.revealed]).toEqual([true, false]);
  });

  it("sorts down, up, and then as stored", () => {
    const sorts: unknown[] = [];
    ["a", "a", "a", "b"].reduce((state, column) => {
      const next = explore(state, { type: "sort", column });
      sorts.push(next.lens.sort);
      return next;
    }, exploreStart(null));
    expect(sorts).toEqual([
      { column: "a", descending: true },
      { column: "a", descending: false },
      null,
      { column: "b", descending: true },
    ]);
  });
});

describe("lists", () => {
  it("keeps the cursor inside the list and inside the window", () => {
    const move = fc.constantFrom("up", "down", "page-up", "page-down", "first", "last");
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 30 }), fc.array(move), (total, height, moves) => {
        const list = moves.reduce((at, one) => moveList(at, one as "up", total, height), listStart);
        expect(list.cursor).toBeGreaterThanOrEqual(0);
        expect(list.cursor).toBeLessThanOrEqual(Math.max(0, total - 1));
        expect(list.cursor - list.top).toBeGreaterThanOrEqual(0);
        expect(list.cursor - list.top).toBeLessThan(height);
      }),
    );
  });

  it("scrolls as little as needed", () => {
    expect(moveTo({ cursor: 4, top: 0 }, 5, 100, 5)).toEqual({ cursor: 5, top: 1 });
    expect(moveTo({ cursor: 5, top: 1 }, 3, 100, 5)).toEqual({ cursor: 3, top: 1 });
  });
});

it("names keys that arrive in one piece one by one", () => {
  const none = Object.fromEntries(
    ["upArrow", "downArrow", "return", "escape", "ctrl", "tab", "shift"].map((name) => [name, false]),
  ) as never;
  expect(keyNames("ab é", none)).toEqual(["a", "b", "space", "é"]);
  expect(keyNames("w1\r\u0004\u007F", none)).toEqual(["w", "1", "enter", "ctrl-d", "backspace"]);
});
