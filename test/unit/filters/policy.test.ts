import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applicableRules, parsePolicy, policyDigest, policySql } from "../../../filters/policies.ts";

const folder = join(import.meta.dirname, "../../../filters/policies");
const valid = `
name: mine
version: 2
description: what it is for
rules:
  - {id: a, reason: because, when: "x > 1", action: drop}
  - {id: b, reason: because, when: "y > 1", action: review, needs: [y]}
`;

describe("a policy", () => {
  it.each(readdirSync(folder).filter((file) => file.endsWith(".yaml")))(
    "%s, which ships, is valid",
    (file) => {
      const policy = parsePolicy(readFileSync(join(folder, file), "utf8"), file);
      expect(`${policy.name}.yaml`).toBe(file);
      expect(policy.rules.length).toBeGreaterThan(4);
    },
  );

  it.each([
    ["name: [", /line 1/u],
    [valid.replace("action: drop", "action: delete"), /rules\.0\.action/u],
    [valid.replace("id: b", "id: a"), /rules: rule ids must be unique/u],
    [valid.replace("id: b", "id: B or 1=1"), /rules\.1\.id/u],
    [valid.replace("version: 2", "version: two"), /version/u],
    [valid.replace("reason: because, when", "when"), /rules\.0\.reason/u],
    [`${valid}extra: 1\n`, /extra/u],
    ["", /top level/u],
  ])("says in one line where it is wrong (case %#)", (yaml, message) => {
    const read = () => parsePolicy(yaml, "p.yaml");
    expect(read).toThrow(message);
    expect(read).toThrow(/^Cannot read policy "p\.yaml": [^\n]+$/u);
  });

  it("has a digest of what it says, not of how it is laid out", () => {
    const policy = parsePolicy(valid, "p");
    expect(policyDigest(parsePolicy(`# comment\n${valid}\n\n`, "q"))).toBe(policyDigest(policy));
    expect(policyDigest(parsePolicy(valid.replace("x > 1", "x > 2"), "p"))).not.toBe(policyDigest(policy));
  });

  it("skips rules whose columns a run lacks, and names them", () => {
    const { judged, skipped } = applicableRules(parsePolicy(valid, "p"), new Set(["x"]));
    expect(judged.map(({ id }) => id)).toEqual(["a"]);
    expect(skipped.map(({ rule, missing }) => [rule.id, missing])).toEqual([["b", ["y"]]]);
  });

  it("keeps each predicate inside its own parentheses, comments and all", () => {
    fc.assert(
      fc.property(fc.constantFrom("x > 1", "x > 1 -- note", "x > 1 OR y > 2"), (when) => {
        const sql = policySql([{ id: "a", reason: "r", when, action: "drop" }]);
        expect(sql).toContain(`CASE WHEN (${when}\n) THEN 'a' END`);
      }),
    );
  });

  it("never throws anything but its one-line message, on any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          parsePolicy(text, "p");
        } catch (error) {
          expect((error as Error).message).toMatch(/^Cannot read policy "p": /u);
        }
      }),
    );
  });
});
