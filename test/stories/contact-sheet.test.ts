import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it } from "vitest";
import { contactSheetIn } from "../../src/cards/contact-sheet.ts";
import { root, sluice } from "../support/cli.ts";
import { sampleCard } from "../support/sample-card.ts";

const { folder, run } = sampleCard();

it("puts mosaics of each decision behind the datasheet, and nothing else of any pair", async () => {
  const to = folder("veiled");
  const words = ["card", "render", run, "--only", "html", "--to", to];
  expect((await sluice(...words)).code).toBe(0);
  const plain = readFileSync(join(to, "datasheet.html"), "utf8");
  // Off unless asked for: no picture is in it.
  expect(plain).not.toMatch(/<img|contact sheet/iu);
  const { code, stderr } = await sluice(...words, "--contact-sheet");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const page = readFileSync(join(to, "datasheet.html"), "utf8");
  const sheet = contactSheetIn(page) ?? "";
  expect(sheet).toMatch(/^<p>keep: 12 of 55 pairs<\/p>$/mu);
  expect(sheet).toMatch(/^<p>review: \d+ of 7 pairs/mu);
  expect(sheet).toMatch(/^<p>drop: \d+ of 13 pairs/mu);
  // Behind a veil: closed until somebody opens it.
  expect(sheet).toContain('<details class="contact"><summary>');
  const pictures = [...sheet.matchAll(/base64,([^"]*)"/gu)].map(([, data = ""]) =>
    Buffer.from(data, "base64"),
  );
  expect(pictures.length).toBeGreaterThan(24);
  for (const picture of pictures) {
    const { width, height, format } = await sharp(picture).metadata();
    expect(format).toBe("png");
    expect(Math.max(width, height)).toBeLessThanOrEqual(12);
  }
  const pairs = JSON.parse(readFileSync(join(root, "datasets/sample/pairs.json"), "utf8")) as {
    caption?: string | null;
  }[];
  for (const { caption } of pairs) if ((caption ?? "").length > 12) expect(sheet).not.toContain(caption);
  // The same run gives the same sheet, and check and sign know a page with one.
  await sluice(...words, "--contact-sheet");
  expect(readFileSync(join(to, "datasheet.html"), "utf8")).toBe(page);
  const check = () => sluice("card", "check", run, "--no-files", "--documents", to);
  expect((await check()).stdout).not.toContain("datasheet.html");
  // What is no mosaic in its place is found.
  writeFileSync(join(to, "datasheet.html"), page.replace('<img alt="a mosaic"', '<img alt="clear"'));
  expect((await check()).stdout).toContain("datasheet.html");
});

it("refuses a model's folder in one line", async () => {
  const model = folder("model");
  cpSync(join(root, "models/text-toxicity/cards"), join(model, "cards"), { recursive: true });
  cpSync(join(root, "models/text-toxicity/model.json"), join(model, "model.json"));
  const { code, stderr } = await sluice("card", "render", model, "--contact-sheet", "--to", folder("no"));
  expect(code).toBe(2);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
