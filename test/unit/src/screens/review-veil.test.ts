import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import { pressed, type ReviewIntent, type ReviewWorld } from "../../../../src/screens/review/press.ts";
import { type ReviewState, review, unseen } from "../../../../src/screens/review/state.ts";

const item = { key: "b", shard: "s", row: 1, stratum: null, probability: null };
const state: ReviewState = {
  ...{ pending: [item], done: [], note: "", spent: 1, given: 1, rested: 0, paused: null },
  shown: { ...unseen(0), rung: 2, topRung: 2, paidRung: 2 },
};
const world: ReviewWorld = {
  now: 5000,
  folder: "runs/r",
  plan: { role: "reviewer", design: { strategy: "flagged", id: "d" } },
  limits: defaultLimits,
  known: { severity: 1, cluster: [], doubt: 0.01 },
  pictured: true,
  serial: 7,
  lines: 9,
  lineRows: 3,
};

/** The state and the effects of one intent of the screen's own. */
function outcome(intent: ReviewIntent, from = state, around = world) {
  const { effects, action } = pressed(from, intent, around);
  return { state: action === null ? from : review(from, action), effects };
}

describe("a caption below the veil", () => {
  const veiled = { ...world, limits: { ...defaultLimits, veil: 0.1 } };
  const read = { type: "read", keys: ["b"], veil: 0.1, points: expect.closeTo(0.003) };

  it("stands in clear and does not hide by itself, counted first; the verdict says that it was seen", () => {
    const { state: seen, effects } = outcome({ type: "unveil" }, state, veiled);
    expect(effects).toMatchObject([{ type: "write-exposure", record: read }]);
    expect(seen.shown).toMatchObject({ caption: true, resting: true, captionSeen: true });
    expect(seen.spent).toBeCloseTo(1.003);
    const [verdict] = outcome({ type: "judge", verdict: "keep" }, seen, veiled).effects;
    expect(verdict).toMatchObject({ record: { caption: true } });
    expect(outcome({ type: "hide" }, seen, veiled).state.shown).toMatchObject({
      caption: false,
      resting: false,
    });
  });

  it("stays masked at or above it, unmeasured, without a veil, and over budget", () => {
    const stays = (around: ReviewWorld) =>
      expect(outcome({ type: "unveil" }, state, around)).toEqual({ state, effects: [] });
    stays(world);
    for (const doubt of [0.1, 0.9, null]) stays({ ...veiled, known: { ...world.known, doubt } });
    stays({ ...veiled, limits: { ...veiled.limits, budget: 1 } });
  });

  it("scrolls over its lines, and hides apart from the picture", () => {
    const at = (scroll: number, by: -1 | 1) =>
      outcome({ type: "scroll", by }, { ...state, shown: { ...state.shown, scroll } }).state.shown.scroll;
    expect([at(0, -1), at(0, 1), at(5, 1), at(6, 1)]).toEqual([0, 1, 6, 6]);
    const open = { ...state, shown: { ...state.shown, caption: true } };
    const hide = (part: "image" | "caption") => outcome({ type: "hide", part }, open).state.shown;
    expect(hide("image")).toMatchObject({ rung: 1, caption: true });
    expect(hide("caption")).toMatchObject({ rung: 2, caption: false });
  });
});
