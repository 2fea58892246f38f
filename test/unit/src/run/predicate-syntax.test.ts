import { afterAll, beforeAll, expect, it } from "vitest";
import { predicateTrouble } from "../../../../src/run/predicate/check.ts";
import { openMemory, type Query } from "../../../../src/run/query.ts";

let query: Query;
beforeAll(async () => {
  query = await openMemory();
  await query.run("CREATE TABLE scores (image_porn FLOAT, caption VARCHAR)");
});
afterAll(() => query.close());

it.each([
  ["image_porn >", 'something is missing after ">"'],
  ["image_porn > 0.5 and ", 'something is missing after "and"'],
  ["(image_porn > 1", 'a "(" is not closed'],
  ["round(image_porn", 'a "(" is not closed'],
  ["image_porn > (1))", 'a ")" too many'],
  ["caption = ')' and", 'something is missing after "and"'],
  ["caption = 'x", "unterminated quoted string: 'x"],
  ["caption = 'é' é é 1", 'syntax error at or near "é"'],
  ["image_porn caption x", 'syntax error at or near "caption"'],
  ["   ", "wanted a predicate, got nothing"],
])("says what is wrong with %s in the words that were typed", async (when, says) => {
  const trouble = await predicateTrouble(query, when, "scores");
  expect(trouble).toContain(says);
  expect(trouble).not.toMatch(/FROM|\n/u);
});
