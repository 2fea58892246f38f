import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import type { PlanItem } from "../../../../src/review/plan.ts";
import { everything } from "../../../../src/run/questions/lens.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import type { Intent } from "../../../../src/screens/kit/intents.ts";
import { otherQueue, reviewKeys } from "../../../../src/screens/review/keys.ts";
import { pressed, type ReviewIntent, type ReviewWorld } from "../../../../src/screens/review/press.ts";
import { type ReviewState, review, unseen } from "../../../../src/screens/review/state.ts";
import { meanings } from "../../../support/keys.ts";

const item = (key: string): PlanItem => ({ key, shard: "00000", row: 3, stratum: null, probability: null });
const [a, b, c] = [item("a"), item("b"), item("c")] as const;
const judgedOnce = {
  serial: 0,
  item: a,
  verdict: "drop",
  covered: [],
  seen: { topRung: 2, captionSeen: false },
  note: "",
} as const;
/** One is judged, two are left; the first of these is shown up to the edges. */
const state: ReviewState = {
  pending: [b, c],
  done: [judgedOnce],
  shown: { ...unseen(0), rung: 2, topRung: 2, paidRung: 2 },
  note: "dark",
  spent: 1,
  given: 1,
  rested: 0,
  paused: null,
};
const world: ReviewWorld = {
  now: 5000,
  folder: "runs/r",
  plan: { role: "reviewer", design: { strategy: "flagged", id: "d" } },
  limits: defaultLimits,
  known: { severity: 1, cluster: ["c"], doubt: 0.01 },
  pictured: true,
  serial: 7,
  lines: 9,
  lineRows: 3,
};
const bindings = reviewKeys(state, world.folder);

/** The state and the effects of one intent of the screen's own. */
function outcome(intent: ReviewIntent, from = state, around = world) {
  const { effects, action } = pressed(from, intent, around);
  return { state: action === null ? from : review(from, action), effects };
}

const show = (rung: number) => ({ type: "show", rung }) as const;
const meant: Readonly<Record<string, Intent<ReviewIntent>>> = {
  k: { type: "judge", verdict: "keep" },
  d: { type: "judge", verdict: "drop" },
  u: { type: "judge", verdict: "unsure" },
  s: { type: "judge", verdict: "skip" },
  "z backspace ctrl-z": { type: "undo" },
  "+ l right space": show(3),
  "- h left": show(1),
  "0": show(0),
  "1": show(1),
  "2": show(2),
  "3": show(3),
  "4": show(4),
  "5": show(5),
  c: { type: "caption" },
  x: { type: "hide" },
  J: { type: "scroll", by: 1 },
  K: { type: "scroll", by: -1 },
  a: { type: "twins" },
  n: { type: "ask", label: "note:", typed: { type: "note", text: "dark" } },
  o: { type: "ask", label: "queue:", typed: { type: "queue", text: "" } },
  t: { type: "go", route: { screen: "scrub", folder: "runs/r" } },
};

describe("the keys of the review screen", () => {
  it("mean these things, and no key means another", () => {
    expect(meanings(bindings)).toEqual(meant);
    expect(bindings.map(({ keys }) => keys.join(" "))).toContain(otherQueue.keys.join(" "));
  });

  it("stay on the ladder at its ends", () => {
    const at = (rung: number) => meanings(reviewKeys({ ...state, shown: { ...state.shown, rung } }, "r"));
    expect([at(5)["+ l right space"], at(0)["- h left"]]).toEqual([show(5), show(0)]);
  });
});

describe("what they come to", () => {
  it.each(["keep", "drop", "unsure", "skip"] as const)(
    "%s is written with what was seen, and the next pair comes up hidden",
    (verdict) => {
      const { state: next, effects } = outcome({ type: "judge", verdict });
      const record = {
        type: "verdict",
        role: "reviewer",
        key: "b",
        shard: "00000",
        row: 3,
        verdict,
        rung: 2,
        caption: false,
        seconds: 5,
        design: { strategy: "flagged", id: "d", stratum: null, probability: null },
        also: [],
        note: "dark",
      };
      expect(effects).toEqual([{ type: "write-verdict", serial: 7, record }]);
      expect(next).toMatchObject({ shown: unseen(5000), note: "", given: 2 });
      expect(next.pending.map(({ key }) => key)).toEqual(verdict === "skip" ? ["c", "b"] : ["c"]);
      expect(next.done.at(-1)).toMatchObject({ serial: 7, verdict, item: b });
    },
  );

  it("no verdict counts before the pair was drawn at the rung that is wanted; a skip is none", () => {
    const strict = { ...world, limits: { ...defaultLimits, judgeFrom: 4 } };
    for (const verdict of ["keep", "drop", "unsure"] as const)
      expect(outcome({ type: "judge", verdict }, state, strict)).toEqual({
        state,
        effects: [
          {
            type: "say",
            kind: "warning",
            text: `not judged: wanted the pair drawn up to greyscale, got edges; ${theKey("+")} shows more, ${theKey("s")} skips`,
          },
        ],
      });
    expect(outcome({ type: "judge", verdict: "skip" }, state, strict).effects).toHaveLength(1);
    const asked = outcome({ type: "show", rung: 4 }, state, strict).state;
    expect(outcome({ type: "judge", verdict: "keep" }, asked, strict).state).toBe(asked);
    const drawn = review(asked, { type: "pictured", key: "b", rung: 4, now: 5001 });
    expect(outcome({ type: "judge", verdict: "keep" }, drawn, strict).effects).toMatchObject([
      { type: "write-verdict", record: { rung: 4 } },
    ]);
  });

  it("keys that act on the pair are dropped where it was not drawn; others are not", () => {
    const about = bindings.flatMap(({ keys, about: what }) => (what === "pair" ? keys : []));
    expect(about.sort()).toEqual([..."kdu+lcan012345", "right", "space"].sort());
  });

  it("a opens the near duplicates beside their pair, where each is drawn before it counts; none is judged unseen", () => {
    const plain = { ...state, note: "" };
    const lens = { ...everything, keys: ["b", "c"] };
    expect(outcome({ type: "twins" }, plain)).toEqual({
      state: plain,
      effects: [
        { type: "go", route: { screen: "gallery", folder: "runs/r", lens, crumbs: ["near b"], near: "b" } },
      ],
    });
    const says = (text: RegExp, around: Partial<ReviewWorld>, from = plain) =>
      expect(outcome({ type: "twins" }, from, { ...world, ...around }).effects).toMatchObject([
        { type: "say", text: expect.stringMatching(text) },
      ]);
    says(/^no near duplicates/u, { known: { ...world.known, cluster: [] } });
    // Who settles what others said is none of the reviewers.
    says(/^an adjudicator judges/u, { plan: { ...world.plan, role: "adjudicator" } });
    says(/with its note first/u, {}, state);
    expect(outcome({ type: "judge", verdict: "drop" }).effects).toMatchObject([{ record: { also: [] } }]);
  });

  it("undo takes back the last verdict and says so, or that there is none", () => {
    const { state: next, effects } = outcome({ type: "undo" });
    expect(effects).toEqual([
      { type: "write-undo", serial: 0 },
      { type: "say", text: 'took back "drop"', kind: "info" },
    ]);
    expect(next.pending).toEqual([a, b, c]);
    const fresh = { ...state, done: [] };
    expect(outcome({ type: "undo" }, fresh)).toEqual({
      state: fresh,
      effects: [{ type: "say", text: "nothing to undo", kind: "info" }],
    });
  });

  it("a rung with a picture is counted before it is shown, once", () => {
    const { state: next, effects } = outcome({ type: "show", rung: 4 });
    expect(effects).toMatchObject([
      { type: "write-exposure", record: { key: "b", rung: 4, caption: false } },
    ]);
    expect(next).toMatchObject({ shown: { rung: 4, paidRung: 4, topRung: 2, touched: 5000 } });
    expect(next.spent).toBeCloseTo(1.5);
    expect(outcome({ type: "show", rung: 3 }, next)).toMatchObject({
      effects: [],
      state: { spent: next.spent },
    });
  });

  it("text and scores cost nothing, nor do pictures that the face cannot show", () => {
    for (const [rung, pictured] of [[0, true] as const, [1, true] as const, [5, false] as const]) {
      const { state: next, effects } = outcome({ type: "show", rung }, state, { ...world, pictured });
      expect(effects).toEqual([]);
      expect(next).toMatchObject({ spent: 1, shown: { rung, topRung: 2 } });
    }
  });

  it("nothing that harms is shown past the limits, and the reason is said", () => {
    const spent = { ...state, spent: 100 };
    for (const intent of [show(5), { type: "caption" } as const]) {
      const { state: next, effects } = outcome(intent, spent);
      expect(next).toBe(spent);
      expect(effects).toMatchObject([
        { type: "say", kind: "warning", text: expect.stringMatching(/^exposure budget/u) },
      ]);
    }
  });

  it("the caption is counted when it is shown, and hides for nothing", () => {
    const { state: next, effects } = outcome({ type: "caption" });
    expect(effects).toMatchObject([{ type: "write-exposure", record: { rung: 2, caption: true } }]);
    expect(next.shown).toMatchObject({ caption: true, captionSeen: true });
    const again = outcome({ type: "caption" }, next);
    expect([again.state.shown.caption, again.state.shown.rung, again.effects]).toEqual([false, 1, []]);
  });

  it("x hides, and the cover hides until it is taken off", () => {
    expect(outcome({ type: "hide" }).state.shown.rung).toBe(1);
    const covered = outcome({ type: "pause" }).state;
    expect([covered.shown.rung, covered.paused]).toEqual([1, 5000]);
    expect(outcome({ type: "resume" }, covered, { ...world, now: 6000 }).state.paused).toBeNull();
  });

  it("a note goes with the verdict", () => {
    expect(outcome({ type: "note", text: "ask" })).toMatchObject({ effects: [], state: { note: "ask" } });
  });

  it("a queue in words is gone to, or refused with what was wanted", () => {
    const queue = (text: string) => outcome({ type: "queue", text }).effects;
    const review = { screen: "review", folder: "runs/r" };
    expect(queue(" around image_nsfw 0.7 ")).toEqual([
      {
        type: "go",
        route: { ...review, queue: { strategy: "around", signal: "image_nsfw", cut: 0.7 } },
      },
    ]);
    expect(queue("  ")).toEqual([{ type: "go", route: review }]);
    expect(queue("nearest")).toMatchObject([
      { type: "say", kind: "warning", text: expect.stringMatching(/wanted flagged/u) },
    ]);
  });

  it("nothing is written where no pair is left", () => {
    const empty = { ...state, pending: [] };
    for (const intent of [{ type: "judge", verdict: "keep" }, show(5), { type: "caption" }] as const)
      expect(outcome(intent, empty)).toEqual({ state: empty, effects: [] });
  });
});
