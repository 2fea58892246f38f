import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** The tables of our own sentences, in Base64: models/text-toxicity/training/multilingual/grammar. */
const folder = join(import.meta.dirname, "../../../models/text-toxicity/training/multilingual/grammar");

/** Templates by `kind split`: what stands below a heading. */
function templates(file: string): ReadonlyMap<string, readonly string[]> {
  const lines = Buffer.from(readFileSync(join(folder, file), "utf8"), "base64")
    .toString()
    .split("\n");
  const found = new Map<string, string[]>();
  let heading = "";
  for (const line of lines) {
    heading = /^\[(\w+ (?:train|dev))\]$/u.exec(line)?.[1] ?? heading;
    if (line === "" || /^[@#[]/u.test(line)) continue;
    found.set(heading, [...(found.get(heading) ?? []), line]);
  }
  return found;
}

it.each(readdirSync(folder))(
  "%s keeps every kind's templates for training apart from those for tuning",
  (file) => {
    const kinds = templates(file);
    expect(kinds.size).toBeGreaterThanOrEqual(8);
    const shared = [...kinds].flatMap(([heading, lines]) =>
      heading.endsWith(" train")
        ? lines.filter((line) => kinds.get(heading.replace("train", "dev"))?.includes(line))
        : [],
    );
    // Where slots alone make the sentence, the words are apart.
    expect(shared.filter((line) => line.replace(/\{\w+\}/gu, "").trim().length > 15)).toHaveLength(0);
  },
);

/** Texts of a file of Base64 JSON lines, in letters and digits only. */
function texts(path: string): readonly { readonly text: string; readonly split: string }[] {
  const lines = Buffer.from(readFileSync(path, "utf8"), "base64").toString().trim().split("\n");
  return lines.map((line) => {
    const { text, split = "test" } = JSON.parse(line) as { readonly text: string; readonly split?: string };
    return {
      text: text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim(),
      split,
    };
  });
}

it("has no title in common with the captions of a test, nor between training and tuning", () => {
  const titles = texts(join(folder, "../titles.b64"));
  expect(titles.length).toBeGreaterThan(2000);
  const fixtures = join(import.meta.dirname, "../../fixtures");
  const tested = ["independent-captions", "policy-captions"].flatMap((name) =>
    readdirSync(join(fixtures, name))
      .filter((file) => file.endsWith(".b64"))
      .flatMap((file) => texts(join(fixtures, name, file)).map(({ text }) => text)),
  );
  expect(tested.length).toBeGreaterThan(1000);
  const train = new Set(titles.filter(({ split }) => split === "train").map(({ text }) => text));
  expect(tested.filter((text) => train.has(text)).length).toBe(0);
  expect(titles.filter(({ text, split }) => split === "dev" && train.has(text)).length).toBe(0);
});
