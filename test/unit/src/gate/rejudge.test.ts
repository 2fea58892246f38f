import { expect, it } from "vitest";
import { type Policy, parsePolicy } from "../../../../filters/policies.ts";
import { rejudgeImages } from "../../../../src/gate/output/rejudge.ts";
import type { ImageState } from "../../../../src/gate/state/state.ts";

/** An image as the ledger keeps it: yes and no are 1 and 0, what was not measured is left out. */
function image(id: string, verdict: "pass" | "block", rules: readonly string[], sizes: readonly number[]) {
  const stages = sizes.map((size) => {
    const scores = { finite: 1, ocr_checked: 0, nearest_training: size === 32 ? 1 : 9 };
    const fired = verdict === "block" && rules[0] === "training-copy";
    return { stage: `at-${size}`, size, verdict: fired ? "block" : "pass", rules, scores };
  });
  return { id, judged: { verdict, rules, stages }, released: null } as unknown as ImageState;
}

const images = [
  image("r1.0", "pass", [], [64, 128]),
  image("r1.1", "block", ["training-copy"], [32]),
  image("r1.2", "block", ["safety-checker"], [64]),
];

function policy(when: string): Policy {
  return parsePolicy(
    `name: other\nversion: 1\ndescription: x\nrules:\n  - id: any\n    reason: x\n    when: ${when}\n    action: drop\n`,
    "other",
  );
}

const now = async (when: string) =>
  (await rejudgeImages(images, policy(when))).map((one) => [one.now, ...one.rules]);

it("judges a ledger's images again by the scores of every stage", async () => {
  expect(await now("nearest_training <= 2")).toEqual([
    ["pass"],
    ["block", "any"],
    ["block", "safety-checker"],
  ]);
  expect(await now("size = 128 AND stage = 'at-128' AND finite AND NOT ocr_checked")).toEqual([
    ["block", "any"],
    ["pass"],
    ["block", "safety-checker"],
  ]);
  expect(await now("ocr_toxicity >= 0.8 OR memorisation > 1")).toEqual([
    ["pass"],
    ["pass"],
    ["block", "safety-checker"],
  ]);
  expect(await rejudgeImages([], policy("size > 1"))).toEqual([]);
});
