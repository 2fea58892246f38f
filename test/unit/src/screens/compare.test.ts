import { describe, expect, it } from "vitest";
import { compareKeys } from "../../../../src/screens/compare/keys.ts";
import {
  type CompareIntent,
  type CompareWorld,
  noUndo,
  pressed,
  unwritten,
} from "../../../../src/screens/compare/press.ts";
import { type CompareState, compare, compareStart } from "../../../../src/screens/compare/state.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import { meanings } from "../../../support/keys.ts";

const ready: CompareWorld = { standing: { kind: "ready" }, left: "b", now: 5000 };
const refused: CompareWorld = { ...ready, standing: { kind: "refused", refused: ["a"] } };
/** One of three prompts has its verdict. */
const start = compareStart(3, [1]);
const shown: CompareState = { ...start, revealed: true, since: 2000 };
const ended = compareStart(1, [0]);

/** The state and the effects of one intent. */
function press(intent: CompareIntent, from = start, world = ready) {
  const { effects, action } = pressed(from, intent, world);
  return { state: action === null ? from : compare(from, action), effects };
}
const told = (text: string) => [{ type: "say", text, kind: "info" }];

describe("the keys of a comparison", () => {
  it("mean these things while prompts are left, and no key means another", () => {
    expect(meanings(compareKeys(true))).toEqual({
      space: { type: "reveal" },
      "left h": { type: "vote", choice: "left" },
      "right l": { type: "vote", choice: "right" },
      "= t": { type: "vote", choice: "tie" },
      enter: { type: "go-on" },
      s: { type: "skip" },
      "z backspace ctrl-z": { type: "undo" },
    });
  });

  it("are one at the end: it says why nothing is taken back", () => {
    expect(meanings(compareKeys(false))).toEqual({ "z backspace ctrl-z": { type: "undo" } });
    expect(press({ type: "undo" }, ended)).toEqual({ state: ended, effects: told(noUndo) });
  });
});

describe("what a full disk leaves", () => {
  it("is the prompt again, at once, the verdict that was to be taken back, or both pictures hidden", () => {
    const failed = (intent: CompareIntent, from: CompareState, world = ready) => {
      const { state, effects } = press(intent, from, world);
      const [effect] = effects as readonly Parameters<typeof unwritten>[0][];
      return effect && compare(state, unwritten(effect, from.done.includes(effect.prompt)));
    };
    expect(failed({ type: "vote", choice: "left" }, shown)).toMatchObject({
      pending: [0, 2],
      done: [1],
      revealed: false,
    });
    expect(failed({ type: "go-on" }, start, refused)).toMatchObject({ pending: [0, 2], done: [1] });
    expect(failed({ type: "undo" }, start)).toMatchObject({ pending: [0, 2], done: [1] });
    expect(failed({ type: "reveal" }, start)).toMatchObject({ pending: [0, 2], revealed: false });
    // It was the last one, and nothing ends.
    const last = { ...compareStart(1, []), revealed: true };
    expect(failed({ type: "vote", choice: "tie" }, last)?.pending).toEqual([0]);
  });

  it("is the prompt again where a vote and its undo are both lost", () => {
    const voted = press({ type: "vote", choice: "left" }, shown);
    const undone = press({ type: "undo" }, voted.state);
    const lost = [...voted.effects, ...undone.effects] as readonly Parameters<typeof unwritten>[0][];
    const after = lost.reduce((state, effect) => compare(state, unwritten(effect, false)), undone.state);
    expect(after).toMatchObject({ pending: [0, 2], done: [1] });
  });
});

describe("what they come to", () => {
  it("starts with what has no verdict yet", () => {
    expect([start.pending, start.done]).toEqual([[0, 2], [1]]);
  });

  it("space counts before it shows, once, and only what is there", () => {
    expect(press({ type: "reveal" })).toEqual({
      state: { ...start, revealed: true, since: 5000 },
      effects: [{ type: "write-reveal", prompt: 0 }],
    });
    expect(press({ type: "reveal" }, shown)).toEqual({ state: shown, effects: [] });
    expect(press({ type: "reveal" }, start, { ...ready, standing: { kind: "making" } })).toEqual({
      state: start,
      effects: told("both pictures are being made…"),
    });
  });

  it.each(["left", "right", "tie"] as const)(
    "%s is written with sides and time, and the next comes up",
    (choice) => {
      const { state, effects } = press({ type: "vote", choice }, shown);
      expect(effects).toEqual([{ type: "write-vote", prompt: 0, choice, left: "b", seconds: 3 }]);
      expect(state).toMatchObject({ pending: [2], done: [1, 0], revealed: false });
    },
  );

  it("nobody votes on what was not shown, or never comes", () => {
    const vote = { type: "vote", choice: "tie" } as const;
    expect(press(vote)).toEqual({ state: start, effects: told(`${theKey("space")} shows both first`) });
    expect(press(vote, shown, refused)).toEqual({
      state: shown,
      effects: told(
        `the right picture was withheld by the output filters: no vote, ${theKey("enter")} goes on`,
      ),
    });
    const failed = { ...ready, standing: { kind: "failed", reason: "no room" } } as const;
    expect(press(vote, shown, failed).effects).toEqual(
      told(`no picture, ${theKey("s")} puts it off: no room`),
    );
    const both = { ...ready, standing: { kind: "refused", refused: ["a", "b"] } } as const;
    expect(press(vote, shown, both).effects).toEqual(
      told(`both pictures were withheld by the output filters: no vote, ${theKey("enter")} goes on`),
    );
  });

  it("enter goes on, counted, only where a picture was withheld", () => {
    expect(press({ type: "go-on" })).toEqual({
      state: start,
      effects: told(`${theKey("enter")} goes on only where a picture was withheld`),
    });
    const { state, effects } = press({ type: "go-on" }, start, refused);
    expect(effects).toEqual([{ type: "write-refusal", prompt: 0, refused: ["a"] }]);
    expect([state.pending, state.done]).toEqual([[2], [1, 0]]);
  });

  it("s brings the prompt back at the end, and writes nothing", () => {
    const { state, effects } = press({ type: "skip" }, shown);
    expect([state.pending, state.revealed, effects]).toEqual([[2, 0], false, []]);
  });

  it("z takes the last verdict back, or says that there is none", () => {
    const { state, effects } = press({ type: "undo" }, shown);
    expect(effects).toEqual([{ type: "write-undo", prompt: 1 }]);
    expect(state).toMatchObject({ pending: [1, 0, 2], done: [], revealed: false });
    const fresh = compareStart(2, []);
    expect(press({ type: "undo" }, fresh)).toEqual({ state: fresh, effects: told("nothing to undo") });
  });

  it("at the end every other intent comes to nothing", () => {
    for (const intent of [
      { type: "reveal" },
      { type: "vote", choice: "left" },
      { type: "go-on" },
      { type: "skip" },
    ] as const)
      expect(press(intent, ended)).toEqual({ state: ended, effects: [] });
  });
});
