import { describe, expect, it } from "vitest";
import type { Intent } from "../../../../src/screens/kit/intents.ts";
import { scrubKeys } from "../../../../src/screens/scrub/keys.ts";
import { pressed, type ScrubIntent } from "../../../../src/screens/scrub/press.ts";
import {
  type Dial,
  goneOn,
  type ScrubState,
  scrubbing,
  turnedWhen,
} from "../../../../src/screens/scrub/state.ts";
import { meanings } from "../../../support/keys.ts";

const dial = (rule: string, index: number, value: string, from: number): Dial => ({
  rule,
  index,
  value,
  operator: ">=",
  from,
});
/** Two cuts of a score and one of a count; the first is chosen. */
const dials = [
  dial("hate", 0, "text_toxicity", 0.5),
  dial("hate", 1, "text_insult", 0.7),
  dial("long", 0, "caption_length", 300),
];
const start: ScrubState = { dials, dial: 0, at: dials.map(({ from }) => from), count: 0, bar: null };

const hate = "text_toxicity >= 0.5 OR text_insult >= 0.7";
const bins = [
  { low: 0, high: 0.5, last: false, n: 7 },
  { low: 0.5, high: 1, last: true, n: 0 },
];
const run = {
  bins,
  folder: "runs/r",
  policy: { rules: [{ id: "hate", action: "drop", reason: "", when: hate }] },
} as const;

/** The state after keys, and the effects of the last one; a line that is asked for is answered with `answer`. */
function press(keys: readonly string[], answer = "") {
  let state = start;
  let effects: readonly unknown[] = [];
  for (const key of keys) {
    const meant = scrubKeys.find((binding) => binding.keys.includes(key))?.action;
    if (meant === undefined || meant.type === "go" || meant.type === "say") throw new Error(key);
    const outcome = pressed(state, meant.type === "ask" ? { ...meant.typed, text: answer } : meant, run);
    effects = outcome.effects;
    if (outcome.action !== null) state = scrubbing(state, outcome.action);
  }
  return { dial: state.dial, at: state.at, effects };
}

describe("the keys of the scrubber", () => {
  it("mean these things, and no key means another", () => {
    const meant: Readonly<Record<string, Intent<ScrubIntent>>> = {
      enter: { type: "drill" },
      b: { type: "bar", by: 1 },
      B: { type: "bar", by: -1 },
      tab: { type: "count", by: 1 },
      "shift-tab": { type: "count", by: -1 },
      "h left": { type: "turn", by: -1, fine: false },
      "l right": { type: "turn", by: 1, fine: false },
      H: { type: "turn", by: -1, fine: true },
      L: { type: "turn", by: 1, fine: true },
      "j down": { type: "dial", by: 1 },
      "k up": { type: "dial", by: -1 },
      "=": { type: "ask", label: "cut at", typed: { type: "value", text: "" } },
      "0": { type: "reset" },
      S: { type: "save" },
    };
    expect(meanings(scrubKeys)).toEqual(meant);
  });
});

describe("a scrubber that was left", () => {
  it("goes on with its moved cuts, unless the policy has others by now", () => {
    const moved = scrubbing(start, { type: "turn", by: 1, fine: false });
    expect(goneOn(moved, start)).toBe(moved);
    const saved = { ...start, dials: [dial("hate", 0, "text_toxicity", 0.51), ...dials.slice(1)] };
    expect(goneOn(moved, saved)).toBe(saved);
  });
});

describe("what they come to", () => {
  it.each([
    { keys: ["h"], at: 0.49 },
    { keys: ["l", "right"], at: 0.52 },
    { keys: ["H"], at: 0.499 },
    { keys: ["L"], at: 0.501 },
    { keys: ["l", "0"], at: 0.5 },
  ])("$keys turns the chosen cut alone, to $at", ({ keys, at }) => {
    expect(press(keys)).toEqual({ dial: 0, at: [at, 0.7, 300], effects: [] });
  });

  it("j and k choose another cut and stop at the ends; a count turns by whole ones", () => {
    expect(press(["k"]).dial).toBe(0);
    expect(press(["j"]).dial).toBe(1);
    expect(press(["down", "j", "j", "up"]).dial).toBe(1);
    expect(press(["j", "j", "l", "L"]).at).toEqual([0.5, 0.7, 302]);
  });

  it("a typed value is taken within its bounds, and anything else is refused in words", () => {
    expect(press(["="], "0.25")).toMatchObject({ at: [0.25, 0.7, 300], effects: [] });
    expect(press(["="], "7").at[0]).toBe(1);
    for (const text of ["", " ", "high"])
      expect(press(["="], text)).toEqual({
        dial: 0,
        at: start.at,
        effects: [{ type: "say", text: `wanted a number, got "${text}"`, kind: "warning" }],
      });
  });

  it("S saves the cuts that were moved, and leaves the dials as they stand", () => {
    const cuts = [
      { rule: "hate", index: 0, value: 0.51 },
      { rule: "long", index: 0, value: 299 },
    ];
    expect(press(["l", "j", "j", "h", "S"])).toEqual({
      dial: 2,
      at: [0.51, 0.7, 299],
      effects: [{ type: "save", cuts }],
    });
    expect(press(["S"]).effects).toEqual([
      { type: "say", text: "nothing to save: no cut was moved", kind: "info" },
    ]);
  });

  it("b chooses a bar of the spread, whose pairs enter opens; tab leads back to the count, another cut to its own", () => {
    const opened = (...keys: string[]) => press([...keys, "enter"]).effects;
    const first = "(text_toxicity)::DOUBLE >= 0 AND (text_toxicity)::DOUBLE < 0.5";
    const route = { screen: "explore", folder: "runs/r", where: first, crumb: "text_toxicity 0 – 0.5" };
    expect(opened("b")).toEqual([{ type: "go", route }]);
    expect(opened("B", "B")).toEqual([{ type: "go", route }]);
    expect(opened("B")).toMatchObject([{ type: "say", text: "this bar counts no pairs" }]);
    expect(opened("b", "tab")).toMatchObject([{ route: { crumb: "hate fires" } }]);
    expect(opened("b", "j", "k")).toMatchObject([{ route: { crumb: "hate fires" } }]);
  });

  it("enter opens the pairs of the chosen count, of the rule as its cuts stand", () => {
    const opened = (keys: readonly string[]) => press([...keys, "enter"]).effects;
    const to = (where: string, count: string) => [
      { type: "go", route: { screen: "explore", folder: "runs/r", where, crumb: `hate ${count}` } },
    ];
    const moved = "text_toxicity >= 0.51 OR text_insult >= 0.7";
    expect(opened(["l"])).toEqual(to(moved, "fires"));
    expect(opened(["l", "tab"])).toEqual(to(hate, "was"));
    expect(opened(["l", "tab", "tab"])).toEqual(
      to(`(${moved}\n) AND NOT coalesce((${hate}\n), false)`, "gained"),
    );
    const rate = (name: string) => [{ type: "rate", rate: name, now: moved, crumb: `hate ${name}` }];
    expect(opened(["l", "shift-tab"])).toEqual(rate("recall"));
    expect(opened(["l", "shift-tab", "shift-tab"])).toEqual(rate("precision"));
    expect(opened(["l", "tab", "tab", "tab"])).toEqual(
      to(`(${hate}\n) AND NOT coalesce((${moved}\n), false)`, "lost"),
    );
    expect(opened(["tab", "shift-tab"])).toEqual(to(hate, "fires"));
  });

  it("a rule is asked for with all its cuts turned", () => {
    const { at } = press(["l", "j", "h"]);
    expect(turnedWhen({ ...start, at }, "hate", hate)).toBe("text_toxicity >= 0.51 OR text_insult >= 0.69");
  });
});
