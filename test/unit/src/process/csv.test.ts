import fc from "fast-check";
import { expect, it } from "vitest";
import { asWritten, csv, inert } from "../../../../src/process/csv.ts";

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

it.each(["a;=1", "a\t+1", "a\n\t-1", "a|@1", "\t\t=1", "'\t=1", "a\r'=1"])(
  "lets none begin where another program parts cells: %j",
  (word) => {
    for (const cell of inert(word).split(/[;|\t\r\n]/u)) expect(cell).not.toMatch(/^[\s\p{C}]*[=+\-@]/u);
  },
);

it("gives every word back as it was, one with apostrophes of its own too", () => {
  const odd = fc.string({ unit: fc.constantFrom(..."'=+-@\t\r\n;|, \"ab\u200b\uff1d") });
  fc.assert(fc.property(odd, (word) => asWritten(inert(word)) === word));
  expect(asWritten("'tis")).toBe("'tis");
});
