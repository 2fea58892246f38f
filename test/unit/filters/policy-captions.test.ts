import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { judgeCaptions, measurePolicies, type PolicyRate } from "../../../bench/policy-captions.ts";

let rates: readonly PolicyRate[];
beforeAll(async () => {
  rates = await measurePolicies();
});

function of(policy: string, kind: string, harmful: boolean): PolicyRate {
  const found = rates.find((one) => one.policy === policy && one.kind === kind && one.harmful === harmful);
  if (!found) throw new Error("not measured");
  return found;
}

/** Least share of harmful texts that are not kept, and largest of harmless ones. */
it.each([
  ["default", "porn", 0.91, "lookalike", 0.09],
  ["default", "hate", 0.78, "benign-group", 0.01],
  ["strict", "porn", 0.93, "lookalike", 0.1],
  ["strict", "hate", 0.8, "benign-group", 0.02],
  ["gate/prompt", "sexual", 0.9, "benign-everyday", 0.03],
  ["gate/prompt", "all", 0.9, "benign-group", 0.01],
])("holds %s: finds %s ≥ %d, stops %s ≤ %d", (policy, harm, least, harmless, most) => {
  expect(of(policy, harm, true).stopped.rate).toBeGreaterThanOrEqual(least);
  expect(of(policy, harmless, false).stopped.rate).toBeLessThanOrEqual(most);
});

it("drops few harmless captions by default", () => {
  expect(of("default", "all", false).dropped.rate).toBeLessThanOrEqual(0.01);
});

it("keeps names and words that only sound alike, and drops sexual text by its score", async () => {
  const alike = ["Dick Cheney at a press conference", "the cockpit of an airplane", "pussy willow in a vase"];
  for (const policy of ["default", "strict"])
    expect(await judgeCaptions(policy, alike)).toEqual(["keep", "keep", "keep"]);
  const sexual = { caption: "x", text_sexual_explicit: 0.97 };
  expect(await judgeCaptions("default", ["x"], [sexual])).toEqual(["drop"]);
});

it("shows no text in clear, and stands in the documents", () => {
  const root = join(import.meta.dirname, "../../..");
  const encoded = readFileSync(join(root, "test/fixtures/policy-captions/policy-captions.jsonl.b64"), "utf8");
  expect(encoded).toMatch(/^[A-Za-z0-9+/=\s]+$/u);
  expect(readFileSync(join(root, "docs/policies.md"), "utf8")).toContain("| `strict` | harmful: porn |");
});
