import { expect, it } from "vitest";
import { csv } from "../../../../src/report/csv.ts";

it("quotes what RFC 4180 wants quoted, and keeps numbers as they are", () => {
  expect(
    csv(
      ["a", "b"],
      [
        ["x, y", -1.5],
        ['say "no"', null],
        ["two\nlines", 0],
      ],
    ),
  ).toBe('a,b\n"x, y",-1.5\n"say ""no""",\n"two\nlines",0\n');
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "\uff1d1", "\ufeff=1"])(
  "lets no word begin a formula: %j",
  (word) => {
    const field = csv(["a"], [[word]]).slice("a\n".length, -1);
    expect(field.replace(/^"/u, "").startsWith("'")).toBe(true);
    expect(csv([word], []).replace(/^"/u, "").startsWith("'")).toBe(true);
  },
);
