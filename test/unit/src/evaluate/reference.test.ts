import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it } from "vitest";
import { readReference, type Skipped } from "../../../../src/evaluate/pictures/reference.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

it("counts what it cannot use: broken lines, broken pictures, pairs that are not asked for", async () => {
  const data = folder("data");
  mkdirSync(data);
  const picture = { width: 8, height: 8, channels: 3, background: "#d22" } as const;
  for (const name of ["a.png", "b.png"]) await sharp({ create: picture }).png().toFile(join(data, name));
  writeFileSync(join(data, "c.png"), "no picture");
  const pair = (file: string, style: string) =>
    JSON.stringify({ file_name: file, text: `a ${file}`, split: "test", style });
  writeFileSync(
    join(data, "metadata.jsonl"),
    [pair("a.png", "flat"), pair("b.png", "glossy"), pair("c.png", "flat"), "{no JSON"].join("\n"),
  );
  const skipped: Skipped = { broken: 0, otherwise: 0 };
  const keys = [];
  const options = {
    side: 8,
    wants: ({ style }: { style?: unknown }) => style === "flat",
    signal: new AbortController().signal,
  };
  for await (const { caption } of readReference(data, options, skipped)) keys.push(caption);
  expect(keys).toEqual(["a a.png"]);
  expect(skipped).toEqual({ broken: 2, otherwise: 1 });
});
