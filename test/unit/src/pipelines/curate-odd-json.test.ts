import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentOf, openDataset } from "../../../../datasets/index.ts";
import { readAll } from "../../../contracts/dataset-format.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { picture } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;

/** Curates one file; the pairs of an address that ends with 1 are dropped. */
async function curated(name: string, text: string) {
  const home = folder(String(made++));
  const path = join(home, "source", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const source = await readAll(await openDataset(dirname(path)));
  const run = await scoredRun(dirname(path), join(home, "run"), (key) => /\/1$/u.test(key));
  const to = join(home, "out");
  const { curated: said } = await curateScored(run, { to });
  return { source, said, written: readFileSync(join(to, name), "utf8"), findings: await checkFindings(to) };
}

describe("JSON as others write it is read, curated and proven", () => {
  it("names beside lists of values, as pandas writes them by orient split", async () => {
    const columns = ["url", "caption", "score"];
    const data = [0, 1, 2].map((n) => [`https://e.org/${n}`, `a barn,\n"${n}"`, n / 4]);
    const { source, said, written, findings } = await curated(
      "df.json",
      JSON.stringify({ columns, index: [7, 8, 9], data }),
    );
    expect(source.pairs.map(({ url, caption, meta }) => [url, caption, meta["score"]])).toEqual(data);
    expect(JSON.parse(written)).toEqual({ columns, data: [data[0], data[2]] });
    expect(said.stripped).toEqual({ index: 2 });
    expect(findings).toEqual([]);
  });

  it("says of a row with other than the named values that it is none", async () => {
    const { source } = await curated(
      "df.json",
      '{"columns":["url","caption"],"index":[0,1,2],"data":[["https://e.org/0","a barn"],["https://e.org/1"],{"url":"x"}]}',
    );
    expect(source.pairs.map(({ error }) => error)).toEqual([
      undefined,
      "Cannot read row: wanted 2 values, got 1",
      "Cannot read row: wanted 2 values, got no list",
    ]);
  });

  it("a name that comes twice, of which readers see the last", async () => {
    const line = '{"url":"https://e.org/0","caption":"hidden","caption":"a barn"}';
    const { written, findings } = await curated("a.jsonl", `${line}\n`);
    expect(written).not.toContain("hidden");
    expect(findings).toEqual([]);
  });

  it("a picture as a list of numbers is an image, and stays one", async () => {
    const numbers = [...(await picture(1))];
    const rows = [
      { caption: "a barn", image: numbers },
      { caption: "a barn that is dropped", image: numbers },
      { caption: "a dog", image: { bytes: numbers.map((n) => (n > 127 ? n - 256 : n)), path: null } },
    ];
    const lines = rows.map((row) => JSON.stringify(row));
    const { source, written, findings } = await curated("a.jsonl", `${lines.join("\n")}\n`);
    const images = await Promise.all(source.pairs.map(async ({ image }) => [...((await image?.()) ?? [])]));
    expect(images).toEqual([numbers, numbers, numbers]);
    expect(written.trim().split("\n")).toEqual([lines[0], lines[2]]);
    expect(findings).toEqual([]);
    const elsewhere = JSON.stringify({
      url: "https://e.org/0",
      caption: "a barn",
      thumb_data: { x: numbers },
    });
    const other = await curated("a.jsonl", `${elsewhere}\n`);
    expect(other.source.pairs.flatMap((pair) => contentOf(pair).images.map(({ name }) => name))).toEqual([
      "thumb_data.x",
    ]);
    expect(other.said.stripped).toEqual({});
  });

  it("half a character of UTF-16, as Python escapes it", async () => {
    const line = '{"url":"https://e.org/0","caption":"a \\ud83d barn"}';
    const { said, written, findings } = await curated("a.jsonl", `${line}\n`);
    expect(said.pairs).toMatchObject({ written: 1, removed: 0 });
    expect(written.trim()).toBe(line);
    expect(findings).toEqual([]);
  });
});
