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
