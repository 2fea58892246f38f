import { expect, it } from "vitest";
import { questionsIn, withAnswers } from "../../../../src/actions/hub/front.ts";
import { pushFiles } from "../../../../src/actions/hub/push.ts";

const flagged =
  "---\ntags:\n  - image\n  - not-for-all-audiences\nextra_gated_prompt: Ask.\nextra_gated_fields:\n  Use: text\n---\n# Name\n";

it("asks what a card proposes of a dataset with flagged pairs, and nothing of others", () => {
  expect(questionsIn(flagged)).toEqual(["not-for-all-audiences", "gated"]);
  expect(
    questionsIn("---\ntags:\n  - image\n---\n# not-for-all-audiences\nextra_gated_prompt: no\n"),
  ).toEqual([]);
});

it("knows what an owner has set in any way that YAML can be written", () => {
  for (const tags of ["tags: [image, not-for-all-audiences]", "tags: not-for-all-audiences"])
    expect(questionsIn(`---\r\n${tags}\r\n---\r\n`)).toEqual(["not-for-all-audiences"]);
  expect(questionsIn('---\n"extra_gated_prompt": x\n---\n')).toEqual(["gated"]);
  expect(questionsIn("---\n- a list\n---\n")).toEqual([]);
});

it("writes the two fields where a person said yes, and nowhere else", () => {
  expect(withAnswers(flagged, {})).toBe("---\ntags:\n  - image\n---\n# Name\n");
  expect(withAnswers(flagged, { notForAllAudiences: true, gated: true })).toBe(flagged);
  expect(withAnswers("# Name\n", {})).toBe("# Name\n");
  expect(withAnswers("# Name\n", { notForAllAudiences: true })).toBe(
    "---\ntags:\n  - not-for-all-audiences\n---\n# Name\n",
  );
});

it("pushes nothing while a question is open, and asks the hub for nothing", async () => {
  const files = [{ path: "README.md", content: { text: flagged } }];
  const to = "hf://datasets/org/name";
  const stand = { repo: "org/name", branch: "main", parent: "0".repeat(40), files: new Map(), readme: null };
  const { signal } = new AbortController();
  const push = pushFiles({ to, push: true, gated: false }, stand, files, false, "title", signal);
  await expect(push).rejects.toMatchObject({
    exitCode: 2,
    message: `Cannot push to "${to}": the audit found flagged pairs in it, so say --not-for-all-audiences yes or no`,
  });
});
