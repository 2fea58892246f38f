import { expect, it } from "vitest";
import { linesOf } from "../../../../src/validators/lines.ts";

it("finds lines of JSON: of keys, of items, of what is missing in its parent, of keys that are no plain word", () => {
  const text = JSON.stringify(
    { name: "x", recordSet: [{ field: [{ "a key": 1 }] }, { field: [] }] },
    null,
    2,
  );
  const lines = text.split("\n");
  const lineOf = linesOf(text);
  const at = (needle: string) => lines.findIndex((line) => line.includes(needle)) + 1;
  expect(lineOf("$")).toBe(1);
  expect(lineOf("$.name")).toBe(at('"name"'));
  expect(lineOf('$.recordSet[0].field[0]["a key"]')).toBe(at('"a key"'));
  expect(lineOf("$.recordSet[0].field[0].nowhere.deeper")).toBe(at('"a key"') - 1);
  expect(lineOf("$.recordSet[1]")).toBe(at('"field": []') - 1);
  expect(lineOf("$.license")).toBe(1);
});

it("finds lines of a card's metadata, below its first dashes", () => {
  const lineOf = linesOf("---\nlicense: mit\ntags:\n- a\n- b\n---\n# license: none\n");
  expect([lineOf("$"), lineOf("$.license"), lineOf("$.tags[1]"), lineOf("$.size")]).toEqual([2, 2, 5, 2]);
});

it.each(["", "{", "---\n", "[1, {", '{"a": &b *b}', "---\n: :\n---"])("has a line for %j", (text) => {
  expect(linesOf(text)("$.a[0].b")).toBeGreaterThanOrEqual(1);
});
