import { describe, expect, it } from "vitest";
import { checkReports } from "../../../../src/words/card-check-reports.ts";
import { githubAnnotations, junit, sarif } from "../../../../src/words/findings-for-ci.ts";

const text =
  "schema: sluice.card/1\nfacts:\n  pairs:\n    about: pairs\nanswers:\n  M1:\n    state: answered\n";
const lack = (kind: "drifted" | "hollow" | "missing" | "unloadable", id: string) => ({
  ...{ kind, id, message: "why" },
});
const reports = checkReports(
  [
    lack("drifted", "pairs"),
    lack("hollow", "M1"),
    lack("missing", "M2"),
    lack("unloadable", "croissant.json"),
  ],
  ["good to know"],
  { path: "run/cards/card.yaml", text },
  "docs",
);

describe("what card check found, for continuous integration,", () => {
  it("stands at the line of the card where the answer or fact is, or at the document", () => {
    expect(
      reports.map(({ file, findings }) => [file, findings.map(({ rule, line }) => [rule, line])]),
    ).toEqual([
      [
        "run/cards/card.yaml",
        [
          ["drifted", 3],
          ["hollow", 6],
          ["missing", 1],
          ["note", 1],
        ],
      ],
      ["docs/croissant.json", [["unloadable", 1]]],
    ]);
  });

  it("is an error each in every form, and a note is none", () => {
    expect(githubAnnotations(reports).split("\n")).toEqual([
      "::error file=run/cards/card.yaml,line=3,title=drifted::pairs: why",
      "::error file=run/cards/card.yaml,line=6,title=hollow::M1: why; sluice card answer",
      "::error file=run/cards/card.yaml,line=1,title=missing::M2: why",
      "::warning file=run/cards/card.yaml,line=1,title=note::card: good to know",
      "::error file=docs/croissant.json,line=1,title=unloadable::croissant.json: why; sluice card render writes the documents anew",
    ]);
    const xml = junit(reports, "sluice card check");
    expect(xml).toContain('<testsuites name="sluice card check">');
    expect(xml.match(/<failure /gu)).toHaveLength(4);
    expect(JSON.stringify(sarif(reports, "0")).match(/"level":"error"/gu)).toHaveLength(4);
  });

  it("is a card without findings that passes, where all is green", () => {
    const green = checkReports([], [], { path: "card.yaml", text }, "docs");
    expect(junit(green, "sluice card check")).toContain('name="no findings"');
    expect(githubAnnotations(green)).toBe("");
  });
});
