import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { picture } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;

/** A JSON file with three pictures beside it, curated without `--format`; the pair whose key ends with 1 is dropped. */
async function curated(name: string, text: string) {
  const home = folder(String(made++));
  const files: Record<string, string | Uint8Array> = { [name]: text };
  for (const n of [0, 1, 2]) files[`images/${n}.jpg`] = await picture(n);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, "source", file)), { recursive: true });
    writeFileSync(join(home, "source", file), content);
  }
  const to = join(home, "out");
  const run = await scoredRun(join(home, "source"), join(home, "run"), (key) => /1(?:\.jpg)?$/u.test(key));
  const { curated: said } = await curateScored(run, { to });
  return { to, said, text: readFileSync(join(to, name), "utf8") };
}

const record = (n: number) =>
  `{"caption": "picture number ${n}",  "image": "images/${n}.jpg", "n": 1234567890123456789${n}}`;
const fields = (n: number) => `{"caption": "picture number ${n}",  "n": 1234567890123456789${n}}`;
const columns = (...numbers: readonly number[]) =>
  ["caption", "image", "n"]
    .map((name) => {
      const value = (n: number) =>
        ({ caption: `"picture number ${n}"`, image: `"images/${n}.jpg"`, n: `1234567890123456789${n}` })[
          name
        ];
      return `"${name}": {${numbers.map((n) => `"${n}": ${value(n)}`).join(", ")}}`;
    })
    .join(",\n");

/** By how a file holds its rows: it as a whole, and what is to be left of it. */
const layouts: Readonly<Record<string, readonly [name: string, text: string, left: string]>> = {
  "a list": ["a.json", `[${[0, 1, 2].map(record).join(", ")}]`, `[\n${record(0)},\n${record(2)}\n]\n`],
  "a list in an object": [
    "a.json",
    `{"info": {"about": "something"}, "annotations": [${[0, 1, 2].map(record).join(", ")}]}`,
    `{"annotations": [\n${record(0)},\n${record(2)}\n]}\n`,
  ],
  "objects by the names of pictures": [
    "a.json",
    `{${[0, 1, 2].map((n) => `"images/${n}.jpg": ${fields(n)}`).join(", ")}}`,
    `{\n"images/0.jpg": ${fields(0)},\n"images/2.jpg": ${fields(2)}\n}\n`,
  ],
  "captions by the names of pictures": [
    "a.json",
    `{${[0, 1, 2].map((n) => `"images/${n}.jpg": "picture number ${n}"`).join(", ")}}`,
    `{\n"images/0.jpg": "picture number 0",\n"images/2.jpg": "picture number 2"\n}\n`,
  ],
  "columns side by side": ["a.json", `{${columns(0, 1, 2)}}`, `{${columns(0, 2)}}\n`],
  "lines in a file that is called .json": [
    "a.json",
    [0, 1, 2].map((n) => `${record(n)}\n`).join(""),
    `${record(0)}\n${record(2)}\n`,
  ],
  "a list in a file that is called .jsonl": [
    "a.jsonl",
    `[${[0, 1, 2].map(record).join(", ")}]`,
    `[\n${record(0)},\n${record(2)}\n]\n`,
  ],
};

describe("a JSON file that is curated without --format keeps its layout and its digits:", () => {
  it.each(Object.keys(layouts))("%s", async (kind) => {
    const [name, whole, left] = layouts[kind] ?? ["", "", ""];
    const { text, to, said } = await curated(name, whole);
    expect(text).toBe(left);
    expect(said.pairs).toMatchObject({ before: 3, written: 2 });
    expect(await checkFindings(to)).toEqual([]);
    writeFileSync(join(to, name), left.replaceAll("picture number 2", "picture number 9"));
    resign(to);
    expect((await checkFindings(to)).length).toBeGreaterThan(0);
  });

  it("loses what nothing measured, of rows under names too", async () => {
    const rows = [0, 1, 2].map(
      (n) => `"images/${n}.jpg": {"caption": "picture number ${n}", "title": "A title", "n": 0.50}`,
    );
    const { text, said, to } = await curated("a.json", `{${rows.join(", ")}}`);
    expect(said.stripped).toEqual({ title: 2 });
    expect(text).toBe(
      '{\n"images/0.jpg": {"caption": "picture number 0", "n": 0.50},\n"images/2.jpg": {"caption": "picture number 2", "n": 0.50}\n}\n',
    );
    expect(await checkFindings(to)).toEqual([]);
  });

  it("lists what stood beside the rows, and finds what somebody puts there", async () => {
    const rows = [0, 1, 2].map(record).join(", ");
    const { text, said, to } = await curated(
      "a.json",
      `{"title": "a, \\"b\\" [{", "info": {"about": "x"}, "annotations": [${rows}], "none": [], "licenses": [{"id": 1}]}`,
    );
    expect(said.stripped).toEqual({ info: 2, licenses: 2, title: 2 });
    expect(await checkFindings(to)).toEqual([]);
    writeFileSync(
      join(to, "a.json"),
      text.replace('{"annotations"', '{"info": {"about": "y"}, "annotations"'),
    );
    resign(to);
    expect(await checkFindings(to)).toEqual(['a.json: holds "info" beside its rows, which nothing measured']);
  });
});
