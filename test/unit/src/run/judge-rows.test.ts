import { expect, it } from "vitest";
import { parsePolicy } from "../../../../filters/policies.ts";
import { openRowJudge } from "../../../../src/run/judge-rows.ts";

const policy = parsePolicy(
  `name: heights
version: 1
description: What is tall goes.
rules:
  - id: tall
    reason: Taller than half
    when: height > 0.5
    action: drop
    needs: [height]
`,
  "heights",
);

it("gives each of many calls at a time the verdicts of its own rows", async () => {
  const judge = await openRowJudge(policy, [{ name: "height", type: "float32", meaning: "a height" }]);
  const calls = Array.from({ length: 30 }, (_, i) =>
    Array.from({ length: 1 + (i % 3) }, (_, j) => ({ height: (i + j) % 2 === 0 ? 0.9 : 0.1 })),
  );
  const answers = await Promise.all(calls.map((rows) => judge.judge(rows)));
  judge.close();
  expect(answers.map((rows) => rows.map(({ action }) => action))).toEqual(
    calls.map((rows) => rows.map(({ height }) => (height > 0.5 ? "drop" : "keep"))),
  );
});
