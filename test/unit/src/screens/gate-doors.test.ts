import { describe, expect, it } from "vitest";
import { atGate, atGateKeys } from "../../../../src/screens/gate/at-gate.ts";
import { entryFacts, factLines } from "../../../../src/screens/gate/detail.ts";
import { noGate, noGateKeys } from "../../../../src/screens/gate/no-gate.ts";
import type { ImageFacts, RequestFacts } from "../../../../src/verbs/facts.ts";
import { meanings } from "../../../support/keys.ts";

describe("where there is no gate", () => {
  it("enter begins one, and no key does anything else", () => {
    expect(meanings(noGateKeys)).toEqual({ enter: { type: "begin" } });
    expect(noGate(false, { type: "begin" })).toBe(true);
  });
});

describe("where the gate could not be opened", () => {
  it("enter tries again, and no key does anything else", () => {
    expect(meanings(atGateKeys)).toEqual({ enter: { type: "again" } });
    expect(atGate(2, { type: "again" })).toBe(3);
  });
});

describe("what the ledger says of the chosen line", () => {
  const request: RequestFacts = {
    ...({ kind: "request", id: "r4", status: "waiting", prompt: "a blue heart", purpose: null } as const),
    ...{ model: "illustrator", foreign: [], manifest: null, rules: [], decidedBy: null, expires: null },
    scores: { text_toxicity: 0.25, prompt_length: 12, text_sexual: 0.5 },
  };
  const image: ImageFacts = {
    ...({
      kind: "image",
      id: "r4.0",
      prompt: "a blue heart",
      verdict: "block",
      elsewhere: null,
      released: false,
      destroyed: false,
    } as const),
    stages: [{ stage: "base", size: 16, verdict: "block", rules: ["image-porn"] }],
    scores: { image_porn: 0.9, image_neutral: 0.95, degenerate_spread: 45.31, finite: 1 },
    seenBy: [{ who: "bo", id: "p-bo", rung: 4 }],
    reviews: [],
    sealedBytes: 100,
  };

  it("a request's words are masked until they are wanted in clear; the highest scores stand first", () => {
    expect(factLines("r4", request, false)).toEqual([
      ["prompt", "a b▒▒▒ h▒▒▒▒"],
      ["purpose", "withheld"],
      ["model", "illustrator"],
      ["manifest", "not named"],
      ["rules", "none fires"],
      ["scores", "text_sexual 0.50 · text_toxicity 0.25"],
      ["decided by", "–"],
      ["grant ends", "–"],
    ]);
    expect(factLines("r4", request, true)[0]).toEqual(["prompt", "a blue heart"]);
  });

  it("an image says what became of it, and who looked", () => {
    expect(factLines("r4.0", image, false)).toEqual([
      ["prompt", "a b▒▒▒ h▒▒▒▒"],
      ["verdict", "block"],
      ["stage base", "16 px: block (image-porn)"],
      ["scores", "image_porn 0.90"],
      ["seen by", "bo to rung 4"],
      ["reviews", "none"],
      ["sealed", "100 bytes, age"],
    ]);
    expect(factLines("r4.0", { ...image, elsewhere: "Some Model 2" }, false)[2]).toEqual([
      "made",
      'elsewhere, by "Some Model 2" as stated',
    ]);
    expect(factLines("r9", null, false)).toEqual([["nothing", "no r9 in this ledger"]]);
  });

  it("sealed words of an entry stay sealed: only their commitment shows", () => {
    const event = { type: "denial", request: "r4", reason: { sealed: "ab", value: "no", salt: "cd" } };
    const entry = {
      ...{ seq: 5, time: "2026-03-02T10:00:00.000Z", behind: false, actor: "p-bo", who: "bo", key: "k" },
      ...{ leaf: "ef", type: "denial", about: ["r4"], event },
    };
    expect(entryFacts(entry)).toEqual([
      ["entry", "5, 2026-03-02T10:00:00.000Z"],
      ["signed by", "p-bo, k"],
      ["leaf", "ef"],
      ["type", '"denial"'],
      ["request", '"r4"'],
      ["reason", '{"sealed":"ab"}'],
    ]);
  });
});
