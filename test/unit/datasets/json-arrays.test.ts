import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayElements, type Start } from "../../../datasets/formats/json-arrays.ts";

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function elements(text: string | Uint8Array, size: number, start?: Start) {
  const bytes = Buffer.from(text);
  const found: { array: string; value: unknown; start: number; end: number }[] = [];
  for await (const { array, start: from, end, bytes: own } of arrayElements(chunked(bytes, size), start)) {
    expect(Buffer.from(own).equals(bytes.subarray(from, end)) || start !== undefined).toBe(true);
    found.push({ array, value: JSON.parse(Buffer.from(own).toString()), start: from, end });
  }
  return found;
}

/** Objects of any depth, with brackets, quotes and backslashes in their strings. */
const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 5 });
const documents = fc.record({
  info: fc.jsonValue({ maxDepth: 3 }),
  images: objects,
  'annot"ations\\': objects,
});

describe("arrayElements", () => {
  it("finds what JSON.parse finds, however the text is cut into chunks", async () => {
    const spaces = fc.constantFrom(undefined, 1, "\t");
    await fc.assert(
      fc.asyncProperty(documents, fc.integer({ min: 1, max: 50 }), spaces, async (document, size, space) => {
        const text = JSON.stringify(document, null, space);
        const found = await elements(text, size);
        const parsed = JSON.parse(text) as typeof document;
        for (const name of ["images", 'annot"ations\\'] as const) {
          const raw = JSON.stringify(name).slice(1, -1);
          expect(found.filter(({ array }) => array === raw).map(({ value }) => value)).toEqual(parsed[name]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("begins in the middle of an array at an offset that it gave", async () => {
    const text = '{"a": [{"n": 1}, {"n": 2}, {"n": 3}]}';
    const [, second, third] = await elements(text, 7);
    const part = text.slice(second?.start, third?.end);
    const found = await elements(part, 5, { offset: second?.start ?? 0, array: "a" });
    expect(found).toEqual([second, third]);
  });

  it.each(['{"a": [{"n": 1}', '{"a": [{"n": "', "[", '{"a": [{"n": 1}]'])(
    "throws where %j ends",
    async (text) => {
      await expect(elements(text, 3)).rejects.toThrow(/^the text ends inside/u);
    },
  );
});
