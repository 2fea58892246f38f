import { describe, expect, it } from "vitest";
import { gateGenerateKeys } from "../../../../src/screens/gate/generate/keys.ts";
import {
  type Ended,
  endedByError,
  endedOf,
  passage,
  passageStart,
} from "../../../../src/screens/gate/generate/passage.ts";
import { generationOf } from "../../../../src/screens/gate/wanted.ts";
import type { AskedPrompt, Made } from "../../../../src/verbs/generate.ts";
import { meanings } from "../../../support/keys.ts";

const asked = (change: Partial<AskedPrompt>): AskedPrompt => ({
  prompt: { text: "a blue heart" },
  request: "r4",
  status: "granted",
  verdict: "pass",
  reasons: [],
  lines: ["passes"],
  entry: 4,
  ...change,
});
const made = (image: string | null, state: Made["state"] = "sealed"): Made => ({
  ...{ image, prompt: "a blue heart", seed: 0, state, stage: "base", size: 16, rules: [], receipt: null },
});
const sealed: Ended = { kind: "sealed", request: "r4", images: ["r4.0", "r4.1"] };

describe("the keys of a generation", () => {
  it.each<readonly [string, Ended | null, object]>([
    ["under way", null, { x: { type: "stop" } }],
    ["sealed", sealed, { enter: { type: "look", image: "r4.0" } }],
    ["without an image", { ...sealed, images: [] }, {}],
    ["that waits", { kind: "waits", request: "r4", reasons: [] }, {}],
    ["whose prompt was blocked", { kind: "blocked", reasons: [] }, {}],
    ["that failed", { kind: "failed", reason: "no" }, {}],
  ])("%s: these, and no other", (_, ended, meant) => {
    expect(meanings(gateGenerateKeys({ ended }))).toEqual(meant);
  });
});

describe("a generation on screen", () => {
  it("asks as the command line does, so that both go on with each other's requests", () => {
    expect(generationOf({ prompt: "a blue heart", model: "illustrator", images: 2, seed: 0 })).toEqual({
      from: "prompts",
      request: {
        ...{ model: "illustrator", prompts: [{ text: "a blue heart" }], n: 2, seed: 0 },
        ...{ rng: "philox", overrides: {}, device: "auto", threads: 0 },
      },
    });
    const stages = { from: 1, to: 1 };
    const small = generationOf({ prompt: "a heart", model: "tiny-cascade", images: 1, seed: 7, stages });
    expect(small).toMatchObject({ request: { model: "tiny-cascade", seed: 7, stages } });
    expect(generationOf({ request: "r4" })).toMatchObject({ from: "request", id: "r4" });
  });

  it("keeps the request, so that who comes back goes on with it", () => {
    const event = { type: "prompt-asked", asked: asked({}), goesOn: false } as const;
    expect(passage(passageStart, event).request).toBe("r4");
  });

  it("says what was not checked, all of it", () => {
    const said = ["no hashes", "no text"].reduce(
      (state, what) => passage(state, { type: "not-checked", what }),
      passageStart,
    );
    expect(said.notChecked).toEqual(["no hashes", "no text"]);
  });

  it("ends with its images in order, what it waits for, or why there is nothing", () => {
    const images = [made("r4.1", "blocked"), made("r4.0"), made(null, "unfinished")];
    expect(endedOf({ asked: [asked({})], made: images })).toEqual(sealed);
    expect(endedOf({ asked: [asked({ status: "waiting" })], made: [] })).toEqual({
      ...{ kind: "waits", request: "r4", reasons: ["passes"] },
    });
    const blocked = asked({ request: null, status: "blocked", lines: ["about a person"] });
    expect(endedOf({ asked: [blocked], made: [] })).toEqual({ kind: "blocked", reasons: ["about a person"] });
    expect(endedByError(new Error("no room\nat"), false)).toEqual({ kind: "failed", reason: "no room" });
    expect(endedByError(new Error("aborted"), true)).toEqual({
      ...{ kind: "failed", reason: "stopped; what was done is kept" },
    });
    const over = passage(passageStart, { type: "ended", ended: sealed });
    expect(over.ended).toBe(sealed);
  });
});
