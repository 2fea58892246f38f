import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shellWord, shellWords } from "../../../../src/process/shell-word.ts";

it.each([
  ["laion/00000.tar", "laion/00000.tar"],
  ["my data/00000.tar", "'my data/00000.tar'"],
  ["{00000..00099}.tar", "'{00000..00099}.tar'"],
  ["it's.tar", "'it'\\''s.tar'"],
  ["", "''"],
  ["a\n'b\\", "$'a\\012\\047b\\134'"],
])("writes %j as one word of a shell", (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it("is read by bash as it was, on one line", () => {
  const names = [
    "a b",
    "$(touch x)",
    "`x`",
    "x\n# y",
    "\u001B]0;x\u0007\\'",
    'q"',
    "\t\u0085ü漢🍎\n",
    "~",
    "-x;y",
  ];
  const line = shellWords(["printf", "%s\\0", ...names]);
  expect(line).not.toMatch(/\p{Cc}/u);
  expect(execFileSync("bash", ["-c", line], { encoding: "utf8" }).split("\0").slice(0, -1)).toEqual(names);
});

/** What needs no quotes: ids and words of Sluice's own, and what was quoted before. */
const OWN =
  /^(?:shellWords?\(|quoted\(|(?:id|ids\[0\] \?\? ""|image|first|proposal|images|seed|some|stated|request|request \?\? ""|wanted\.request|model\.named|MODEL|filter|profile|role|column|hours|state === .*)$|where\.replace|over === |because === )/u;

it("quotes what stands in every command that is offered to be copied", () => {
  const root = join(import.meta.dirname, "../../../../src");
  const offered = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/u.test(name))
    .flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/[`:$] ?sluice [a-z]+ [^`\n]*/gu)].flatMap(
        ([line]) => [...line.matchAll(/\$\{([^{}]*)\}/gu)].map(([, name = ""]) => ({ file, name })),
      ),
    );
  expect(offered.length).toBeGreaterThan(40);
  expect(offered.filter(({ name }) => !OWN.test(name))).toEqual([]);
});
