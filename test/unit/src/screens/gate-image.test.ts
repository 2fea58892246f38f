import { describe, expect, it } from "vitest";
import type { Drawing } from "../../../../src/exposure/terminal/draw.ts";
import { gateImageKeys } from "../../../../src/screens/gate/image/keys.ts";
import { type GateImageIntent, pressed } from "../../../../src/screens/gate/image/press.ts";
import { type GateImageState, gateImage, gateImageStart } from "../../../../src/screens/gate/image/state.ts";
import { meanings } from "../../../support/keys.ts";

const drawing = { lines: ["▀"] } as unknown as Drawing;
const climb = (by: 1 | -1) => ({ type: "climb", by }) as const;

/** The state and the effects of one intent. */
function press(intent: GateImageIntent, from: GateImageState = gateImageStart) {
  const { effects, action } = pressed(from, intent);
  return { state: action === null ? from : gateImage(from, action), effects };
}
const pressAll = (intents: readonly GateImageIntent[]) =>
  intents.reduce((state, intent) => press(intent, state).state, gateImageStart);
/** Opened to the mosaic. */
const opened = gateImage(pressAll([climb(1), climb(1)]), { type: "arrived", turn: 2, drawing, where: null });

it("the keys before a sealed image mean these things, and no key means another", () => {
  expect(meanings(gateImageKeys("r4.0"))).toEqual({
    "+ l right space": climb(1),
    "- h left": climb(-1),
    x: { type: "hide" },
    c: { type: "clear" },
    p: { type: "judge", verdict: "pass" },
    d: { type: "judge", verdict: "reject" },
    w: { type: "ask", label: "release to:", typed: { type: "release", text: "r4.0.png" } },
    D: { type: "ask", label: "destroy, reason:", typed: { type: "destroy", text: "" } },
  });
});

describe("what they come to", () => {
  it("each climb is one reveal, one rung more, up to colour", () => {
    const rungs = [];
    let state = gateImageStart;
    for (let i = 0; i < 5; i++) {
      const next = press(climb(1), state);
      rungs.push(
        ...next.effects.map((effect) => (effect.type === "reveal" ? [effect.rung, effect.turn] : [])),
      );
      state = next.state;
    }
    expect(rungs).toEqual([
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 4],
      [5, 5],
    ]);
    expect(state).toMatchObject({ wanted: 5, turn: 5, shown: { drawing: null } });
  });

  it("the prompt comes in clear, and is masked again with the picture", () => {
    const clear = press({ type: "clear" }).state;
    expect([clear.clear, press({ type: "clear" }, clear).state.clear]).toEqual([true, false]);
    expect(press({ type: "hide" }, clear).state.clear).toBe(false);
  });

  it("less of it is a reveal of a lower rung, and below the edges nothing is opened", () => {
    expect(press(climb(-1), opened)).toMatchObject({
      effects: [{ type: "reveal", rung: 2, turn: 3 }],
      state: { wanted: 2, shown: opened.shown },
    });
    const edges = pressAll([climb(1)]);
    expect(press(climb(-1), edges)).toEqual({
      effects: [],
      state: { wanted: 1, clear: false, turn: 2, shown: { rung: 1, drawing: null, where: null } },
    });
  });

  it("a picture is drawn with its rung, and never once something else was asked for", () => {
    expect(opened.shown).toEqual({ rung: 3, drawing, where: null });
    const wanted = pressAll([climb(1), climb(1)]);
    expect(gateImage(wanted, { type: "arrived", turn: 1, drawing, where: null })).toBe(wanted);
    const hidden = press({ type: "hide" }, wanted).state;
    expect(gateImage(hidden, { type: "arrived", turn: 2, drawing, where: null }).shown.drawing).toBeNull();
  });

  it("x hides, and the next climb begins at the edges", () => {
    const { state, effects } = press({ type: "hide" }, opened);
    expect([state.shown, effects]).toEqual([{ rung: 1, drawing: null, where: null }, []]);
    expect(press(climb(1), state).effects).toEqual([{ type: "reveal", rung: 2, turn: 4 }]);
  });

  it.each(["pass", "reject"] as const)("%s is signed at the gate", (verdict) => {
    expect(press({ type: "judge", verdict }, opened)).toEqual({
      state: opened,
      effects: [{ type: "review", verdict }],
    });
  });

  it("w releases to the name that was typed", () => {
    expect(press({ type: "release", text: " out.webp " }, opened)).toEqual({
      state: opened,
      effects: [{ type: "release", out: "out.webp" }],
    });
  });

  it("D destroys for the reason that was typed, and not without one", () => {
    expect(press({ type: "destroy", text: "its days are over" }, opened)).toEqual({
      state: opened,
      effects: [{ type: "destroy", reason: "its days are over" }],
    });
    expect(press({ type: "destroy", text: "" }, opened)).toEqual({
      state: opened,
      effects: [{ type: "say", text: "destroying needs a reason", kind: "warning" }],
    });
  });
});
