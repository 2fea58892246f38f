import { describe, expect, it } from "vitest";
import { type PassageEvent, passage, passageStart } from "../../../../src/screens/gate/generate/passage.ts";
import type { Made } from "../../../../src/verbs/generate.ts";

const run = (events: readonly PassageEvent[]) => events.reduce(passage, passageStart);
const shown = (events: readonly PassageEvent[]) =>
  run(events).steps.map(({ name, state, detail }) => `${state} ${name}: ${detail}`);

const made = (image: string): Made => ({
  ...{ image, prompt: "a red circle", seed: 0, state: "sealed", stage: "base", size: 16 },
  ...{ rules: [], receipt: null },
});

const asked: readonly PassageEvent[] = [
  { type: "prompt-judging", prompt: "a red circle" },
  {
    type: "prompt-asked",
    goesOn: false,
    asked: {
      ...{ prompt: { text: "a red circle" }, request: "r1", status: "granted", verdict: "pass" },
      ...{ reasons: [], lines: [], entry: 1 },
    },
  },
  { type: "generation-started", model: "tiny", stages: 2, images: 2 },
  { type: "stage-started", stage: "base", size: 16, images: 2, batch: 2, device: "cpu" },
  { type: "stage-step", stage: "base", call: 3, calls: 20, images: 2 },
];

describe("the output filter's doors", () => {
  it("are shut until something is known", () => {
    expect(shown([])).toEqual(["shut rules: ", "shut prompt filters: ", "shut quarantine: "]);
  });

  it("light up in the order in which a request passes them", () => {
    expect(shown(asked)).toEqual([
      "open rules: granted",
      "open prompt filters: pass",
      "passing stage base: step 4 of 20",
      "shut quarantine: ",
    ]);
    const passed: readonly PassageEvent[] = [
      { type: "image-refused", image: 1, stage: "base", rules: ["image-nsfw"] },
      { type: "stage-finished", stage: "base", passed: 1, refused: 1, seconds: 2 },
      { type: "image-made", made: made("r1.1") },
      { type: "image-made", made: made("r1.0") },
    ];
    expect(shown([...asked, ...passed])).toEqual([
      "open rules: granted",
      "open prompt filters: pass",
      "open stage base: 2.0 s",
      "open output filters: 1 passed, 1 refused",
      "open quarantine: 2 sealed",
    ]);
    expect(run([...asked, ...passed]).refused).toBe(1);
  });

  it("stay shut behind a stage that nothing passed", () => {
    const none: PassageEvent = { type: "stage-finished", stage: "base", passed: 0, refused: 2, seconds: 1 };
    expect(shown([...asked, none])).toContain("refused output filters: 0 passed, 2 refused");
  });

  it("say a stage that goes on after a break only once", () => {
    const again: PassageEvent = {
      type: "stage-started",
      stage: "base",
      size: 16,
      images: 1,
      batch: 1,
      device: "cpu",
    };
    expect(run([...asked, again]).steps.filter(({ id }) => id === "base")).toHaveLength(1);
  });
});
