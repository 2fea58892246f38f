import { describe, expect, it } from "vitest";
import type { CardReport } from "../../../../src/validators/validate-file.ts";
import { githubAnnotations, junit, sarif } from "../../../../src/words/findings-for-ci.ts";
import { jsonText } from "../../../../src/words/json-text.ts";

/** What a terminal obeys, as a card's author, or who named the file, wrote it. */
const obeyed = "a\u009b31m\u202eb\u2028\u2066\u007f\u001b]0;c\u0007";

const finding: CardReport["findings"][number] = {
  class: "error",
  rule: "root",
  node: `$["${obeyed}"]`,
  id: null,
  message: `wanted a name, got "${obeyed}"`,
  fix: "write another\r\n::error::",
  line: 1,
};
const report: CardReport = {
  file: `${obeyed}.json`,
  format: "croissant",
  version: "1.1",
  valid: false,
  levels: { readable: true, conforms: false, complete: false },
  findings: [finding],
};

describe("findings for continuous integration", () => {
  it.each([
    ["annotations", githubAnnotations([report])],
    ["JUnit's XML", junit([report], "sluice card validate")],
    ["SARIF", jsonText(sarif([report], "0"))],
  ])("say nothing as %s that a terminal obeys", (_, said) => {
    expect(said).toContain("31m");
    expect(said).not.toMatch(/[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/u);
  });

  it("are one annotation, whatever breaks its lines", () => {
    expect(githubAnnotations([report]).split("\n")).toHaveLength(1);
  });
});
