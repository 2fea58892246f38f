import { expect, it } from "vitest";
import { shellWord } from "../../../../src/process/shell-word.ts";

it.each([
  ["laion/00000.tar", "laion/00000.tar"],
  ["my data/00000.tar", "'my data/00000.tar'"],
  ["{00000..00099}.tar", "'{00000..00099}.tar'"],
  ["it's.tar", "'it'\\''s.tar'"],
  ["", "''"],
])("writes %s as one word of a shell", (text, word) => {
  expect(shellWord(text)).toBe(word);
});
