import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../../filters/policies.ts";
import { withCut } from "../../../../src/policy/edit.ts";
import { cutsOf } from "../../../../src/policy/predicate.ts";
import { CliError } from "../../../../src/process/errors.ts";
import { root } from "../../../support/cli.ts";

const shipped = (name: string) => readFileSync(join(root, `filters/policies/${name}.yaml`), "utf8");
const policyOf = (when: string, head = "# ours\n") =>
  `${head}name: mine\nversion: 3 # of many\ndescription: d\nrules:\n  # why this rule is here\n  - id: one\n    reason: r\n    when: ${when}\n    action: drop\n`;
const whenOf = (yaml: string, id = "one") =>
  parsePolicy(yaml, "test").rules.find((rule) => rule.id === id)?.when;

describe("cutsOf", () => {
  it("finds what is compared with what, and where", () => {
    const when = "greatest(image_porn, image_hentai) >= 0.9 OR (lexicon_severity >= 3 AND -a<-.5e1)";
    expect(cutsOf(when).map(({ left, operator, value }) => [left, operator, value])).toEqual([
      ["greatest(image_porn, image_hentai)", ">=", 0.9],
      ["lexicon_severity", ">=", 3],
      ["-a", "<", -5],
    ]);
    expect(cutsOf(when).map(({ start, end }) => when.slice(start, end))).toEqual(["0.9", "3", "-.5e1"]);
  });

  it.each([
    "caption = 'a > 0.5'",
    "a = 'it''s > 0.5'",
    "x -- > 0.5\n IS NULL",
    "x /* > 0.5 */ IS NULL",
    "x IS NULL AND $$ a > 0.5 $$ = y",
    '"a > 0.5"',
    "a > b * 2 AND a > 2 * b",
    "a->2 = b",
    "image_width = 0",
  ])("finds none in %s", (when) => expect(cutsOf(when)).toEqual([]));

  it("stops the left side at its own comparison", () => {
    expect(cutsOf("CASE WHEN a THEN b ELSE c END > 1_000").map(({ left, value }) => [left, value])).toEqual([
      ["CASE WHEN a THEN b ELSE c END", 1000],
    ]);
    expect(cutsOf("least(a, coalesce(b > 0.2, c)) AND NOT d[1] > 4").map(({ left }) => left)).toEqual([
      "b",
      "d[1]",
    ]);
  });
});

describe("withCut", () => {
  const cut = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  const shippedCuts = ["default", "strict"].flatMap((name) =>
    parsePolicy(shipped(name), name).rules.flatMap(({ id, when }) =>
      cutsOf(when).map((_, index) => ({ name, id, index })),
    ),
  );

  it("puts any number in any cut of the policies that ship, and touches only that and the version", () => {
    expect(shippedCuts.length).toBeGreaterThan(15);
    fc.assert(
      fc.property(fc.constantFrom(...shippedCuts), cut, ({ name, id, index }, value) => {
        const before = parsePolicy(shipped(name), name);
        const text = withCut(shipped(name), id, index, value);
        const after = parsePolicy(text, name);
        expect(after.version).toBe(before.version + 1);
        expect(cutsOf(whenOf(text, id) ?? "")[index]?.value).toBeCloseTo(value, 12);
        for (const [i, rule] of after.rules.entries())
          expect({ ...rule, when: "" }).toEqual({ ...before.rules[i], when: "" });
        const lines = shipped(name).split("\n");
        const changed = text.split("\n").filter((line, i) => line !== lines[i]);
        expect(changed.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("takes back what it did, but for the version", () => {
    const text = shipped("default");
    const shippedCut = cutsOf(whenOf(text, "text-doubtful") ?? "")[2]?.value ?? Number.NaN;
    const there = withCut(text, "text-doubtful", 2, 0.25);
    expect(withCut(there, "text-doubtful", 2, shippedCut)).toBe(text.replace("version: 7", "version: 9"));
  });

  it("keeps comments and writes evidence above the rule", () => {
    const text = withCut(policyOf("a >= 0.5 # was 0.4"), "one", 0, 0.31, {
      evidence: ["n = 500 labels", "by ann, bob\u001b[2J\nand eve"],
    });
    expect(text).toBe(
      policyOf("a >= 0.31 # was 0.4")
        .replace("version: 3", "version: 4")
        .replace("  - id", "  # n = 500 labels\n  # by ann, bob·[2J\n  # and eve\n  - id"),
    );
  });

  it.each([
    ["plain", "a >= 0.5 AND b >= 0.5", "a >= 0.5 AND b >= 7"],
    ["single quotes", "'a = ''0.5'' AND b >= 0.5'", "a = '0.5' AND b >= 7"],
    ["double quotes", '"c >= 0.5 AND\\tb >= 0.5"', "c >= 0.5 AND\tb >= 7"],
    ["an escaped digit", '"c >= 0.5 AND b >= \\x30.5"', "c >= 0.5 AND b >= 7"],
    ["folded", ">1-\n     c >= 1 AND\n     b >= 1", "c >= 1 AND b >= 7"],
    ["literal", "|-\n      c >= 0.5 -- 0.5\n      AND b >= 0.5", "c >= 0.5 -- 0.5\nAND b >= 7"],
  ])("edits a predicate in YAML's %s style", (_, yaml, wanted) => {
    const policy = policyOf(yaml);
    const index = cutsOf(whenOf(policy) ?? "").findIndex(({ left }) => left === "b");
    const text = withCut(policy, "one", index, 7);
    expect(whenOf(text)).toBe(wanted);
    expect(text).toContain("# why this rule is here");
  });

  it("keeps Windows line breaks, and copes with flow style", () => {
    const windows = policyOf("a >= 0.5").replaceAll("\n", "\r\n");
    const text = withCut(windows, "one", 0, 0.6, { evidence: ["e"] });
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
    const flow =
      "{name: x, version: 1, description: d, rules: [{id: one, reason: r, when: a > 1, action: drop}]}";
    expect(withCut(flow, "one", 0, 2)).toBe(
      flow.replace("version: 1", "version: 2").replace("a > 1", "a > 2"),
    );
    expect(withCut(flow, "one", 0, 2, { evidence: ["because"] })).toContain("# because");
  });

  it("refuses in one line what it cannot do", () => {
    const shared = `${policyOf("&p a > 1")}  - {id: two, reason: r, when: *p, action: keep}\n`;
    const refusals: readonly [() => string, RegExp][] = [
      [() => withCut("name: [", "one", 0, 1), /Cannot change cut of rule "one": Cannot read policy/u],
      [() => withCut(policyOf("a > 1"), "two", 0, 1), /wanted one of the rules one/u],
      [() => withCut(policyOf("a > 1"), "one", 1, 1), /wanted a cut below index 1, got index 1/u],
      [() => withCut(policyOf("a > 1"), "one", 0, Number.NaN), /finite/u],
      [() => withCut(shared, "one", 0, 2), /alias/u],
    ];
    for (const [act, message] of refusals) {
      expect(act).toThrow(CliError);
      expect(act).toThrow(message);
    }
  });
});
