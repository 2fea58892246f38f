import { expect, it } from "vitest";
import { fitLabels } from "../../../bench/label-fit.ts";
import { trainingSplit } from "../../../bench/text-splits.ts";

it.each([
  ["A dog on a beach", "train"],
  ["see https://example.com/a?b=c @somebody now", "train"],
  ["A red barn in a green field", "train"],
  ["Two dogs run", "train"],
  ["Ein Hund, 12 Jahre alt, läuft!", "train"],
  ["Blue #7 chair", "test"],
])("splits %j as training did", (text, split) => {
  expect(trainingSplit({ source: "davidson", split: "train", text })).toBe(split);
});

it("keeps held-out sources and published test splits out of what chooses cuts", () => {
  expect(trainingSplit({ source: "fox-news", split: "train", text: "a" })).toBe("test");
  expect(trainingSplit({ source: "cad", split: "test", text: "a" })).toBe("test");
  expect(trainingSplit({ source: "cad", split: "dev", text: "a" })).toBe("dev");
});

it("fits weights that are never below zero, the larger to the label that says more", () => {
  const rows = Array.from({ length: 400 }, (_, i) => {
    const harmful = i % 2 === 0;
    const noise = (k: number) => ((i * (7 + k)) % 13) / 3 - 2;
    return {
      harmful,
      logits: [harmful ? 1 + noise(1) : noise(1) - 1, noise(2), harmful ? noise(3) - 1 : noise(3)],
    };
  });
  const { weights } = fitLabels(rows);
  expect(weights[0]).toBeGreaterThan(weights[1] ?? 0);
  expect(weights[2]).toBe(0);
});
