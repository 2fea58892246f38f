import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { harmIndex } from "../../../../src/harm/harm-index.ts";
import { readHarmList } from "../../../../src/harm/list.ts";
import { pdqMatcher } from "../../../../src/harm/pdq-matcher.ts";
import { comparableUrl } from "../../../../src/harm/url.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
const [md5, sha1, sha256] = ["a".repeat(32), "b".repeat(40), "c".repeat(64)];
const none = { images: [] };

async function list(...lines: readonly string[]) {
  const path = folder(`list-${Math.random()}.txt`);
  writeFileSync(path, lines.join("\r\n"));
  return readHarmList(path);
}

it("knows hashes by their length or their word, and 64 digits without a word as both", async () => {
  const { facts, troubles } = await list(
    md5,
    sha1,
    sha256,
    `pdq:${sha256}`,
    `SHA-256: ${sha256}`,
    "HTTP://a.org/x",
  );
  expect(facts).toMatchObject({ lines: 6, unusable: 0 });
  expect(facts.entries).toEqual({ md5: 1, sha1: 1, sha256: 2, pdq: 2, url: 1 });
  expect(troubles).toEqual([]);
});

it("names lines that say nothing by their number, quotes none, and counts what is more", async () => {
  const bad = ["secret", `md5:${sha1}`, `${md5} a note`, `${sha256},30`, "http://", `${"z".repeat(40)}`];
  const { facts, troubles } = await list("# list", md5, ...bad, ...Array.from({ length: 30 }, () => "?"));
  expect(facts).toMatchObject({ lines: 1, unusable: 36 });
  expect(troubles).toHaveLength(21);
  expect(troubles[0]).toMatch(
    /, line 3: wanted a hash of 32, 40 or 64 hexadecimal digits or a URL, got 6 characters$/u,
  );
  expect(troubles[1]).toMatch(/line 4: wanted md5, got 40 digits$/u);
  expect(troubles[3]).toMatch(/line 6: wanted a PDQ hash of quality 50 or more, got 30$/u);
  expect(troubles.at(-1)).toMatch(/16 more lines are none$/u);
  expect(troubles.join()).not.toMatch(/secret|aaaa|zzzz|cccc/u);
});

it("finds stored hashes, URLs in any field, and says of which list", async () => {
  const index = harmIndex([await list(md5, "http://www.a.org:80/x?q=1#here")]);
  const ask = (meta: Record<string, unknown>, url?: string) =>
    index.exact({ meta, ...(url === undefined ? {} : { url }) }, none)?.kind ?? null;
  expect(ask({ md5: md5.toUpperCase() })).toBe("md5");
  expect(ask({}, "https://a.org/x?q=1")).toBe("url");
  expect(ask({ thumbnail: "https://a.org/x?q=1" })).toBe("url");
  expect(ask({ thumbnail: "https://a.org/x?q=2" }, "https://b.org/x?q=1")).toBe(null);
});

it("compares PDQ hashes up to 31 bits, and not one more", async () => {
  const wanted = "0".repeat(64);
  const match = pdqMatcher({ hashes: ["f".repeat(64), wanted], lists: ["one", "two"] });
  const bits = (n: number) => ((1n << BigInt(n)) - 1n).toString(16).padStart(64, "0");
  expect(match(bits(31))).toEqual({ kind: "pdq", entry: wanted, list: "two", distance: 31 });
  expect(match(bits(32))).toBe(null);
  expect(match(bits(230))).toMatchObject({ list: "one", distance: 26 });
});

it("compares addresses without what leads to the same picture", () => {
  expect(comparableUrl("https://user@WWW.Example.org:8080/A.jpg?b=1#c")).toBe("example.org/A.jpg?b=1");
  expect(comparableUrl("ftp://example.org/a")).toBe(null);
  expect(comparableUrl("nothing")).toBe(null);
});

it("finds in a long list what comparing with each of it would find", () => {
  const word = fc.integer({ min: 0, max: 0xffff });
  const hash = fc.array(word, { minLength: 16, maxLength: 16 });
  const text = (words: readonly number[]) => words.map((one) => one.toString(16).padStart(4, "0")).join("");
  const flips = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(hash, { minLength: 1, maxLength: 30 }), fc.nat(), flips, (list, nth, bits) => {
      const wanted = list[nth % list.length] as number[];
      const asked = wanted.map((one, i) =>
        bits.filter((bit) => bit >> 4 === i).reduce((value, bit) => value ^ (1 << (bit & 15)), one),
      );
      const hashes = list.map(text);
      const near = list.filter((one) => {
        const apart = one.map(
          (value, i) => (value ^ (asked[i] as number)).toString(2).replaceAll("0", "").length,
        );
        return apart.reduce((sum, count) => sum + count, 0) <= 31;
      });
      const found = pdqMatcher({ hashes, lists: hashes.map(() => "list") })(text(asked));
      expect(found !== null).toBe(near.length > 0);
      if (found) expect(near.map(text)).toContain(found.entry);
    }),
    { numRuns: 60 },
  );
});
