import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Pair } from "../../../../datasets/index.ts";
import { sha256Of } from "../../../../src/digest/sha256.ts";
import { judgeOf, readWanted } from "../../../../src/recall/wanted.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { picture } from "../../../support/written.ts";

const folder = scratchFolder();

it("judges a pair by what the source has at its place too: bytes that were saved anew, an address that was left out", async () => {
  const [original, saved] = [await picture(1), await picture(2)];
  const pair = (image: Uint8Array, more: Partial<Pair> = {}): Pair => ({
    key: "0/0",
    row: 0,
    meta: {},
    image: async () => image,
    ...more,
  });
  const url = "https://example.org/a.jpg";
  const list = folder("list");
  writeFileSync(list, `sha256:${sha256Of(original)}\n${url}\n`);
  const wanted = await readWanted([list], []);
  const goes = (own: Pair, source: Pair | null) => judgeOf(wanted, new Set())(own, "0/0", source);
  expect(await goes(pair(saved), null)).toBe(false);
  expect(await goes(pair(saved), pair(saved))).toBe(false);
  expect(await goes(pair(saved), pair(original))).toBe(true);
  expect(await goes(pair(original), pair(saved))).toBe(true);
  expect(await goes(pair(saved), pair(saved, { url }))).toBe(true);
  expect(await goes(pair(saved), pair(saved, { meta: { source: url } }))).toBe(true);
});
