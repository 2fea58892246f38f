import { describe, expect, it } from "vitest";
import { cascadesHere } from "../../../../src/actions/models/cascade.ts";
import {
  pressed,
  type RequestIntent,
  requestCommand,
  requestForm,
  requestLines,
  requestStart,
} from "../../../../src/screens/gate/request/form.ts";
import { requestKeys } from "../../../../src/screens/gate/request/keys.ts";
import { meanings } from "../../../support/keys.ts";

const drawers = [
  { id: "illustrator", sizes: [32, 128] },
  { id: "tiny-cascade", sizes: [16, 32] },
] as const;
const press = (intent: RequestIntent, from = requestStart) => {
  const { effects, action } = pressed(from, intent, "a blue heart", drawers);
  return { state: action === null ? from : requestForm(from, action), effects };
};
const having = (...intents: readonly RequestIntent[]) =>
  intents.reduce((state, intent) => press(intent, state).state, requestStart);

it("the keys of a request mean these things", () => {
  expect(meanings(requestKeys({ images: 2, seed: 7 }))).toEqual({
    enter: { type: "send" },
    m: { type: "model" },
    n: { type: "ask", label: "images:", typed: { type: "images", text: "2" } },
    s: { type: "ask", label: "seed:", typed: { type: "seed", text: "7" } },
    z: { type: "size" },
    c: { type: "clear" },
  });
});

describe("a request before it is sent", () => {
  it("says the prompt masked, model, images, seed and size, and sends just these", () => {
    expect(requestLines(requestStart, "a blue heart", drawers)).toEqual([
      ["prompt", "a b▒▒▒ h▒▒▒▒"],
      ["model", "illustrator"],
      ["images", "1"],
      ["seed", "0"],
      ["size", "128 px, after stage 2 of 2"],
    ]);
    const state = having({ type: "images", text: "3" }, { type: "seed", text: " 7 " }, { type: "size" });
    expect(requestLines(state, "a blue heart", drawers).at(-1)).toEqual([
      "size",
      "32 px, after stage 1 of 2",
    ]);
    expect(requestCommand(state, drawers)).toBe(
      "sluice generate PROMPT --model illustrator --n 3 --seed 7 --stages 1..1",
    );
    const wanted = {
      prompt: "a blue heart",
      model: "illustrator",
      images: 3,
      seed: 7,
      stages: { from: 1, to: 1 },
    };
    expect(press({ type: "send" }, state).effects).toEqual([
      { type: "go", route: { screen: "gate-generate", wanted } },
    ]);
  });

  it("goes round the models, each from its whole size, and round the sizes", () => {
    const other = having({ type: "size" }, { type: "model" });
    expect(other).toMatchObject({ model: 1, stages: null });
    expect(having({ type: "model" }, { type: "model" }).model).toBe(0);
    expect(having({ type: "size" }, { type: "size" }).stages).toBeNull();
  });

  it("keeps what it has where a number is none", () => {
    for (const text of ["0", "two", "-1", "1.5", ""]) {
      const { state, effects } = press({ type: "images", text });
      expect(state).toEqual(requestStart);
      expect(effects).toMatchObject([{ type: "say", kind: "warning" }]);
    }
  });

  it("offers the cascades that come with Sluice, the usual one first", () => {
    expect(cascadesHere()[0]).toEqual({ id: "illustrator", sizes: [32, 128] });
    expect(cascadesHere().map(({ id }) => id)).toContain("tiny-cascade");
  });
});
