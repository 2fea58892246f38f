import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultLimits, stintOf } from "../../../../src/exposure/ladder.ts";
import type { PlanItem } from "../../../../src/review/plan.ts";
import { queueFrom } from "../../../../src/review/queue-words.ts";
import type { LabelRecord } from "../../../../src/run/labels.ts";
import { app, appStart } from "../../../../src/screens/app/state.ts";
import { explore, exploreStart, valuePredicate } from "../../../../src/screens/explore/state.ts";
import {
  breakDue,
  judged,
  type ReviewAction,
  type ReviewState,
  review,
  unseen,
  withheld,
} from "../../../../src/screens/review/state.ts";

const item = (key: string): PlanItem => ({ key, shard: "00000", row: 0, stratum: null, probability: null });
const start = (...keys: readonly string[]): ReviewState => ({
  pending: keys.map(item),
  done: [],
  shown: unseen(0),
  note: "",
  spent: 0,
  given: 0,
  rested: 0,
  paused: null,
});
const keysOf = (items: readonly { readonly key: string }[]) => items.map(({ key }) => key);
const judge = (verdict: "keep" | "drop" | "unsure" | "skip", now = 0, serial = 0) =>
  ({ type: "judge", verdict, now, serial }) as const;

describe("review", () => {
  it("advances at a verdict, hides what was shown, and takes the note along only once", () => {
    const shown = review(start("a", "b"), { type: "show", rung: 5, seen: 5, points: 1, now: 10 });
    const noted = review(shown, { type: "note", text: "dark", now: 11 });
    const after = review(noted, judge("drop", 12));
    expect(after.pending[0]?.key).toBe("b");
    expect(after.shown).toEqual(unseen(12));
    expect([after.note, after.spent, after.given]).toEqual(["", 1, 1]);
  });

  it("brings a skipped pair back at the end", () => {
    expect(keysOf(review(start("a", "b", "c"), judge("skip")).pending)).toEqual(["b", "c", "a"]);
  });

  it("takes a skip back like any verdict, and no other pair's verdict with it", () => {
    const skipped = review(review(start("a", "b", "c"), judge("keep")), judge("skip", 1, 1));
    expect(keysOf(skipped.pending)).toEqual(["c", "b"]);
    const back = review(skipped, { type: "undo", now: 2 });
    expect([keysOf(back.pending), keysOf(judged(back).map((done) => done.item))]).toEqual([
      ["b", "c"],
      ["a"],
    ]);
  });

  it("gives back the note and what was seen with a verdict that is taken back", () => {
    const asked = review(start("a", "b"), { type: "show", rung: 4, seen: 4, points: 1, now: 1 });
    const shown = review(asked, { type: "pictured", key: "a", rung: 4, now: 1 });
    const noted = review(shown, { type: "note", text: "ask a lawyer", now: 2 });
    const back = review(review(noted, judge("unsure", 3)), { type: "undo", now: 4 });
    expect(back).toMatchObject({ note: "ask a lawyer", shown: { rung: 0, topRung: 4 } });
  });

  it("does not count as seen what the terminal cannot show", () => {
    const asked = review(start("a"), { type: "show", rung: 5, seen: 1, points: 0, now: 1 });
    expect(asked.shown).toMatchObject({ rung: 5, topRung: 1 });
  });

  it("does not count as seen a picture that is still on its way, or another pair's", () => {
    const asked = review(start("a", "b"), { type: "show", rung: 4, seen: 4, points: 1, now: 1 });
    expect(asked.shown).toMatchObject({ rung: 4, paidRung: 4, topRung: 1 });
    const pictured = { type: "pictured", key: "a", rung: 4, now: 3 } as const;
    expect(review(review(asked, judge("keep", 2)), pictured).shown.topRung).toBe(0);
    expect(review(asked, pictured).shown.topRung).toBe(4);
  });

  it("counts the time with a pair from when it was drawn", () => {
    const since = (key: string) => review(start("a"), { type: "drawn", key, now: 900 }).shown.since;
    expect([since("a") === 900, since("b") === 900]).toEqual([true, false]);
  });

  it("brings back with its pair the near duplicates that a verdict of earlier versions covers", () => {
    const old = review(start("a", "b"), judge("drop"));
    const covering = { ...old, done: old.done.map((one) => ({ ...one, covered: [item("c")] })) };
    expect(keysOf(review(covering, { type: "undo", now: 0 }).pending)).toEqual(["a", "c", "b"]);
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
        const all = [...keysOf(end.pending), ...judged(end).map((done) => done.item.key)];
        expect(all.sort()).toEqual(["a", "b", "c", "d"]);
      }),
    );
  });

  it("hides by falling back to the scores, and remembers the highest rung", () => {
    const asked = review(start("a"), { type: "show", rung: 4, seen: 4, points: 0.5, now: 1 });
    const shown = review(asked, { type: "pictured", key: "a", rung: 4, now: 1 });
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
    expect(withheld(start("a"), defaultLimits, 1, 0)).toBeNull();
    const nearly = { ...start("a"), spent: 99.5 };
    expect(withheld(nearly, defaultLimits, 0.5, 0)).toBeNull();
    expect(withheld(nearly, defaultLimits, 1, 0)).toMatch(/costs 1\.0, 99\.5 of 100 are spent/u);
    expect(withheld({ ...start("a"), given: 1 }, defaultLimits, 1, 26 * 60_000)).toMatch(/break is due/u);
  });
});

describe("the time since the last break", () => {
  const record = (minute: number, reviewer = "ann", type = "verdict") =>
    ({ type, reviewer, time: new Date(60_000 * minute).toISOString() }) as LabelRecord;
  const stint = (records: readonly LabelRecord[], minute: number) =>
    stintOf(records, "ann", new Date(60_000 * minute));

  it("counts verdicts over restarts, and not over two minutes without any", () => {
    const records = [record(0), record(10), record(11), record(11.5, "ann", "exposure"), record(12)];
    expect(stint(records, 13)).toEqual({ given: 3, since: 600_000 });
    expect(stint(records, 15)).toEqual({ given: 0, since: 900_000 });
  });

  it("is each reviewer's own", () => {
    expect(stint([record(10, "ben"), record(11, "ben")], 11)).toEqual({ given: 0, since: 660_000 });
  });
});

describe("the app", () => {
  it("leaves no way back to a screen that was replaced, nor the same place twice", () => {
    const audit = { screen: "audit", uri: "sample", out: "r" } as const;
    const run = { screen: "run", folder: "r" } as const;
    const audited = app(appStart({ screen: "home" }), { type: "go", route: audit });
    const opened = app(audited, { type: "replace", route: run });
    expect(opened.routes.map(({ screen }) => screen)).toEqual(["home", "run"]);
    const explored = app(opened, { type: "go", route: { screen: "explore", folder: "r" } });
    const back = app(app(explored, { type: "go", route: { screen: "review", folder: "r" } }), {
      type: "go",
      route: { screen: "explore", folder: "r" },
    });
    expect(back.routes.map(({ screen }) => screen)).toEqual(["home", "run", "explore"]);
    expect(back.routes[2]).toBe(explored.routes[2]);
    const filtered = { screen: "explore", folder: "r", where: "bytes > 1" } as const;
    expect(app(back, { type: "go", route: filtered }).routes.at(-1)).toBe(filtered);
  });

  it("goes back from pairs that were opened to where they were opened, whatever was opened before", () => {
    const told = (name: string) => ({ screen: "told", words: [name, "r"], folder: "r" }) as const;
    const pairs = (crumb: string) => ({ screen: "explore", folder: "r", where: "true", crumb }) as const;
    const gone = [told("identities"), pairs("women"), told("diff"), pairs("lost")];
    const state = gone.reduce((at, route) => app(at, { type: "go", route }), appStart({ screen: "home" }));
    expect(app(state, { type: "back" }).routes.at(-1)).toEqual(told("diff"));
  });

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
    const revealed = explore(exploreStart(), { type: "reveal", key: "k" });
    const moved = explore(revealed, { type: "move", move: "down", total: 9, height: 5 });
    expect([revealed.revealed, moved.revealed]).toEqual(["k", null]);
  });

  it("filters by a fraction at the column's own precision", () => {
    const score = { name: "image_porn", kind: "number" } as const;
    expect(valuePredicate(score, "5.43671e-05")).toBe("image_porn = '5.43671e-05'");
    expect(valuePredicate(score, "3")).toBe("image_porn = 3");
  });

  it("sorts down, up, and then as stored", () => {
    const sorts: unknown[] = [];
    ["a", "a", "a", "b"].reduce((state, column) => {
      const next = explore(state, { type: "sort", column });
      sorts.push(next.lens.sort);
      return next;
    }, exploreStart());
    expect(sorts).toEqual([
      { column: "a", descending: true },
      { column: "a", descending: false },
      null,
      { column: "b", descending: true },
    ]);
  });
});

it("names a review queue in words, and says what was wanted", () => {
  expect(queueFrom("stratified text_toxicity")).toEqual({ strategy: "stratified", signal: "text_toxicity" });
  expect(queueFrom(" around  image_nsfw 0.7 ")).toEqual({
    strategy: "around",
    signal: "image_nsfw",
    cut: 0.7,
  });
  for (const words of ["", "nearest", "around image_nsfw much", "clusters 3", "stratified a b"])
    expect(() => queueFrom(words), words).toThrow(
      /^Cannot review by ".*": wanted flagged, around SIGNAL CUT/u,
    );
});
