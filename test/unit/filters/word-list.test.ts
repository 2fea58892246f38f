import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import naughtyWords from "naughty-words";
import { englishDataset } from "obscenity";
import { describe, expect, it } from "vitest";
import { wordLists, wordsOf } from "../../../filters/words/word-list.ts";
import { root } from "../../support/cli.ts";

const require = createRequire(import.meta.url);
const folder = join(root, "filters/words");

/** What the packages hold, which the lists were taken from. */
const published = {
  "profanity-list": () => require("@dsojevic/profanity-list/en.json"),
  ldnoobw: () => naughtyWords,
  "obscenity-english": () => englishDataset.build(),
} as const;

describe("the word lists", () => {
  it.each(Object.values(wordLists))("$id is what its package holds, by digest", ({ id, ...list }) => {
    const bytes = Buffer.from(list.base64, "base64");
    expect(bytes.length).toBe(list.bytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(list.sha256);
    // Compared by digest: a difference must not print the words.
    const digest = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
    const known = id as keyof typeof published;
    expect(digest(wordsOf(known))).toBe(digest(published[known]()));
  });

  it("stand in the card with their licences and digests, and no other file holds words", () => {
    const card = readFileSync(join(folder, "README.md"), "utf8");
    for (const { id, license, sha256 } of Object.values(wordLists)) {
      const line = card.split("\n").find((one) => one.startsWith(`| \`${id}.json\``)) ?? "";
      expect(line).toContain(license);
      expect(line).toContain(`\`${sha256.slice(0, 8)}…${sha256.slice(-4)}\``);
    }
    const files = Object.keys(wordLists).map((id) => `${id}.json`);
    expect(readdirSync(folder).sort()).toEqual([...files, "README.md", "word-list.ts"].sort());
  });
});

it("no list is read from a package while Sluice runs", () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    dependencies: Readonly<Record<string, string>>;
  };
  expect(Object.keys(dependencies)).not.toContain("naughty-words");
  expect(Object.keys(dependencies)).not.toContain("@dsojevic/profanity-list");
});
