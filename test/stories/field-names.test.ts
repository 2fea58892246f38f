import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { expect, it } from "vitest";
import { wordsOf } from "../../filters/words/word-list.ts";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();

/** A listed slur of one word; it is never printed. */
const [slur = ""] = (
  wordsOf("profanity-list") as readonly { match: string; tags: readonly string[]; severity: number }[]
)
  .filter(({ tags, severity }) => tags.includes("racial") && severity > 2)
  .flatMap(({ match }) => match.split("|"))
  .map((match) => match.replaceAll("*", ""))
  .filter((match) => /^[a-z]{5,9}$/u.test(match));

async function scoresOf(name: string, record: object): Promise<Record<string, unknown> | undefined> {
  mkdirSync(folder(name), { recursive: true });
  writeFileSync(folder(`${name}/a.jsonl`), `${JSON.stringify(record)}\n`);
  const flags = [
    "--filters",
    "lexicon,text-basics",
    "--workers",
    "1",
    "--quiet",
    "--out",
    folder(`${name}-run`),
  ];
  const { code } = await sluice("audit", folder(name), ...flags);
  expect(code).toBe(0);
  const [scores] = readdirSync(folder(`${name}-run/scores`));
  const file = await asyncBufferFromFile(folder(`${name}-run/scores/${scores}`));
  return (await parquetReadObjects({ file, compressors }))[0];
}

it("a slur that a field is called by is found, wherever the field stands; other names say nothing", async () => {
  const pair = { caption: "a barn in the snow", url: "https://example.org/1.jpg" };
  const found = { other_text_lexicon_slurs: 1, other_text_worst: "(a name)" };
  const named = [{ [slur]: 1 }, { facts: { inner: { [`is_${slur}`]: "true" } } }, { [`${slur}Count`]: 2 }];
  for (const [i, more] of named.entries())
    expect([i, await scoresOf(`named-${i}`, { ...pair, ...more })]).toEqual([
      i,
      expect.objectContaining(found),
    ]);
  expect(await scoresOf("plain", { ...pair, smiling: 0.1, gpt4v: 2, race: 3 })).toMatchObject({
    other_text_lexicon_slurs: null,
    other_text_worst: null,
  });
});
