import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../filters/index.ts";
import { cutsOf, movedCut, withCuts } from "../../src/review/policy-edit.ts";
import { root } from "../cli.ts";

const shipped = (name: string) => readFileSync(join(root, "filters/policies", `${name}.yaml`), "utf8");

describe("cutsOf", () => {
  it("finds each number that something is compared with, and what is compared", () => {
    const when = "greatest(image_porn, image_hentai) >= 0.9 OR (text_insult > .5 AND NOT width < 64)";
    expect(cutsOf(when).map(({ left, operator, value }) => [left, operator, value])).toEqual([
      ["greatest(image_porn, image_hentai)", ">=", 0.9],
      ["text_insult", ">", 0.5],
      ["width", "<", 64],
    ]);
  });

  it("passes over equality, names that end in digits and texts", () => {
    expect(cutsOf("duplicate_kind = 'exact' AND a1 = 3 AND caption IS NULL")).toEqual([]);
  });
});

describe("movedCut", () => {
  it("changes that number alone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (index, millionths) => {
          const when = "a >= 0.9 OR (b + c > 0.5 AND d < 64)";
          const value = millionths / 1_000_000;
          const moved = cutsOf(movedCut(when, index, value)).map((cut) => cut.value);
          expect(moved).toEqual(cutsOf(when).map((cut, i) => (i === index ? value : cut.value)));
        },
      ),
    );
  });

  it("refuses a cut that is not there", () => {
    expect(() => movedCut("a >= 0.9", 1, 0.5)).toThrow("wanted a cut below 1, got 1");
  });
});

describe("withCuts", () => {
  it.each(["default", "strict"])("makes the next version of %s, with all else as it was", (name) => {
    const before = parsePolicy(shipped(name), name);
    const rule = before.rules.find(({ when }) => cutsOf(when).length > 0);
    const after = parsePolicy(
      withCuts(shipped(name), [{ rule: rule?.id ?? "", index: 0, value: 0.123 }]),
      name,
    );
    expect(after.version).toBe(before.version + 1);
    expect(after.rules.map(({ when }) => when)).toEqual(
      before.rules.map((one) => (one.id === rule?.id ? movedCut(one.when, 0, 0.123) : one.when)),
    );
    expect(after.rules.map(({ id, reason, action }) => [id, reason, action])).toEqual(
      before.rules.map(({ id, reason, action }) => [id, reason, action]),
    );
  });

  it("keeps comments, and puts the evidence above the rule", () => {
    const yaml =
      "# ours\nname: mine\nversion: 1 # first\ndescription: x\nrules:\n  # careful\n  - id: a\n    reason: r\n    when: s >= 0.5\n    action: drop\n";
    const first = withCuts(yaml, [{ rule: "a", index: 0, value: 0.25 }], ["miss at most 2 %", "n = 300"]);
    expect(first).toContain("# evidence: miss at most 2 %\n");
    const text = withCuts(first, [{ rule: "a", index: 0, value: 0.3 }], ["miss at most 1 %"]);
    for (const kept of [
      "# ours\n",
      "version: 3 # first",
      "# careful\n",
      "# evidence: miss at most 1 %\n",
      "when: s >= 0.3",
    ])
      expect(text).toContain(kept);
    expect(text).not.toContain("2 %");
  });

  it("names the rule that has no such cut", () => {
    expect(() => withCuts(shipped("default"), [{ rule: "nope", index: 0, value: 0.5 }])).toThrow(
      'Cannot move cut 1 of rule "nope": the policy has no such cut',
    );
  });
});
