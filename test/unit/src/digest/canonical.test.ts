import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../../../src/digest/canonical.ts";
import { root } from "../../../support/cli.ts";

interface Vectors {
  readonly sample: { readonly input: string; readonly utf8: string };
  readonly order: { readonly input: string; readonly values: readonly string[] };
  readonly numbers: readonly (readonly [string, string])[];
  readonly refused: readonly string[];
}

const vectors: Vectors = JSON.parse(readFileSync(join(root, "test/fixtures/digest/rfc8785.json"), "utf8"));
const double = (hex: string) => Buffer.from(hex, "hex").readDoubleBE();

describe("canonical JSON, by the vectors of RFC 8785", () => {
  it("writes the sample of section 3.2.2 as the bytes of section 3.2.4", () => {
    const { input, utf8 } = vectors.sample;
    expect(Buffer.from(canonical(JSON.parse(input))).toString("hex")).toBe(utf8);
  });

  it("orders keys by UTF-16 code units, as section 3.2.3 does", () => {
    const { input, values } = vectors.order;
    const text = canonical(JSON.parse(input));
    expect([...text.matchAll(/:"([^"]*)"/gu)].map(([, value]) => value)).toEqual(values);
    expect(canonical({ 10: "b", 2: "c", a: { z: 1, "": 2 } })).toBe('{"10":"b","2":"c","a":{"":2,"z":1}}');
  });

  it.each(vectors.numbers)("writes the double %s of appendix B as %s", (hex, text) => {
    expect(canonical(double(hex))).toBe(text);
    expect(canonical({ of: [double(hex)] })).toBe(`{"of":[${text}]}`);
  });

  it.each(vectors.refused)("refuses the double %s, which JSON cannot say", (hex) => {
    expect(() => canonical(double(hex))).toThrow();
    expect(() => canonical({ deep: [double(hex)] })).toThrow();
  });

  it("escapes control characters as section 3.2.2.2 has it, and nothing else", () => {
    expect(canonical('\b\t\n\f\r\u0000\u001f"\\/\u007f\u2028é😀')).toBe(
      '"\\b\\t\\n\\f\\r\\u0000\\u001f\\"\\\\/\u007f\u2028é😀"',
    );
  });

  it.each([["\ud800"], ["a\udfff"], ["\udc00\ud800"], [{ "\ud83d": 1 }], [["\\\ud83d"]]])(
    "refuses half a surrogate pair in %j",
    (value) => expect(() => canonical(value)).toThrow(/half a surrogate pair/u),
  );

  it.each(["\\ud800", "\\\\ud83d", "😀", "\ud83d\ude00\\udfff"])(
    "takes %j, whose texts are whole",
    (text) => {
      expect(JSON.parse(canonical([text]))).toEqual([text]);
    },
  );

  it("refuses what is undefined", () => {
    expect(() => canonical(undefined)).toThrow(/undefined/u);
  });

  it("reads back as what it was, whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(value);
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
