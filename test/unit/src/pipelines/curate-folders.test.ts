import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { parquetFile, picture, readFolder, tarOf } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A dataset of these files, curated without `--format`; the pairs whose picture is called `1` are dropped. */
async function curated(files: Files) {
  const home = folder(String(made++));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, "source", name)), { recursive: true });
    writeFileSync(join(home, "source", name), content);
  }
  const to = join(home, "out");
  const run = await scoredRun(join(home, "source"), join(home, "run"), (key) => /\/1(?:\.jpg)?$/u.test(key));
  const { curated: said } = await curateScored(run, { to });
  return { to, said, read: (name: string) => readFileSync(join(to, name)), files: filesOf(to) };
}

const OWN = new Set(["CURATED.yaml", "README.md", "removed.parquet"]);

function filesOf(place: string): readonly string[] {
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !OWN.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(place.length + 1))
    .sort();
}

/** A picture with its caption and its fields beside it, as img2dataset's `files` and kohya's trainers keep them. */
async function pair(n: number, folder = ""): Promise<Files> {
  const record = `{"similarity": 0.${n}0,  "uid": 1234567890123456789${n}, "width": 8}`;
  return {
    [`${folder}${n}.jpg`]: await picture(n),
    [`${folder}${n}.txt`]: `picture number ${n}\n`,
    [`${folder}${n}.json`]: record,
  };
}

/** The rows of a Parquet file's bytes. */
function rowsOf(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: new Uint8Array(bytes).buffer });
}

async function pairs(numbers: readonly number[], folder = ""): Promise<Files> {
  return Object.assign({}, ...(await Promise.all(numbers.map((n) => pair(n, folder)))));
}

describe("a folder of pictures with files beside them that is curated without --format", () => {
  it("keeps its files, byte for byte, less those of pairs that do not pass", async () => {
    const source = await pairs([0, 1, 2], "deep/");
    const { files, read, said, to } = await curated(source);
    expect(files).toEqual(
      Object.keys(source)
        .filter((name) => !name.startsWith("deep/1."))
        .sort(),
    );
    for (const name of files) expect(read(name), name).toEqual(Buffer.from(source[name] ?? ""));
    expect(said).toMatchObject({ format: "folder", pairs: { written: 2, removed: 1 }, stripped: {} });
    expect(await checkFindings(to)).toEqual([]);
  });

  it("is proven where its captions lie in a folder of their own", async () => {
    const { files, to } = await curated({
      "images/0.jpg": await picture(0),
      "images/1.jpg": await picture(1),
      "labels/0.txt": "picture number 0",
      "labels/1.txt": "picture number 1",
    });
    expect(files).toEqual(["images/0.jpg", "labels/0.txt"]);
    expect(await checkFindings(to)).toEqual([]);
    writeFileSync(join(to, "labels/other.txt"), "x");
    expect(await checkFindings(to)).toEqual(["labels/other.txt: is a file that CURATED.yaml does not list"]);
  });

  it("loses what nothing measured, which is listed", async () => {
    const { read, said, to, files } = await curated({
      ...(await pairs([0, 1, 2])),
      "0.json": '{"title": "A title that nobody measured", "similarity": 0.50}',
      "2.caption": "another caption",
    });
    expect(said.stripped).toEqual({ ".caption": 1, title: 1 });
    expect(read("0.json").toString()).toBe('{\n    "similarity": 0.50\n}');
    expect(files).not.toContain("2.caption");
    expect(await checkFindings(to)).toEqual([]);
  });

  it("keeps what img2dataset's table of its folder says of a key, in that table", async () => {
    const table = parquetFile({
      key: ["0", "1", "2", "3"],
      status: ["success", "success", "success", "failed_to_download"],
      url: [0, 1, 2, 3].map((n) => `https://example.org/${n}.jpg`),
      caption: [0, 1, 2, 3].map((n) => `picture number ${n}\n`),
      punsafe: [0.5, 0.25, 0.125, 0],
      title: ["a red barn", "a tree", "two dogs", "none"],
    });
    const source = { ...(await pairs([0, 1, 2], "00000/")), "00000.parquet": table };
    const { pairs: read, troubles } = await readFolder(source);
    expect(troubles).toEqual([
      'Cannot audit 1 of 4 rows of "00000.parquet": never downloaded (1 failed_to_download)',
    ]);
    expect(read.map(({ url, meta }) => [url, meta["punsafe"], meta["title"]])).toEqual([
      ["https://example.org/0.jpg", 0.5, "a red barn"],
      ["https://example.org/1.jpg", 0.25, "a tree"],
      ["https://example.org/2.jpg", 0.125, "two dogs"],
    ]);
    const { said, to, read: written } = await curated(source);
    expect(said.stripped).toEqual({ title: 2 });
    const [none, ...rows] = await rowsOf(table);
    const kept = [none, rows[1]].map((row) => ({ ...row, title: null }));
    expect(await rowsOf(written("00000.parquet"))).toEqual(kept);
    expect(await checkFindings(to)).toEqual([]);
    writeFileSync(join(to, "00000.parquet"), parquetFile({ key: ["0", "2"], punsafe: [0.5, 0.875] }));
    resign(to);
    expect(await checkFindings(to)).toEqual([
      "00000.parquet: has columns of other names or types than its source",
      expect.stringMatching(/0\.jpg: status is gone/u),
      expect.stringMatching(/2\.jpg: status is gone.* and 1 more/u),
    ]);
  });

  it("keeps the splits that its folders are called after", async () => {
    const { files, read, to } = await curated({
      ...(await pairs([0, 1], "train/")),
      ...(await pairs([2], "val/")),
    });
    expect(files.filter((name) => name.endsWith(".jpg"))).toEqual(["train/0.jpg", "val/2.jpg"]);
    expect(read("README.md").toString()).toContain(
      "- split: train\n        path:\n          - '**/train/**'\n      - split: val\n        path:\n          - '**/val/**'",
    );
    expect(await checkFindings(to)).toEqual([]);
  });

  it("is not proven once a file of it was changed, moved or added", async () => {
    const { to } = await curated(await pairs([0, 1, 2, 3]));
    writeFileSync(join(to, "0.txt"), "another caption");
    expect(await checkFindings(to)).toEqual(["folder-00000/0.jpg: .txt is another"]);
    writeFileSync(join(to, "0.txt"), "picture number 0\n");
    writeFileSync(join(to, "2.jpg"), await picture(7));
    expect(await checkFindings(to)).toEqual(["folder-00000/2.jpg: image is another"]);
    writeFileSync(join(to, "2.jpg"), await picture(2));
    writeFileSync(join(to, "3.json"), '{"similarity": 0.31, "uid": 12345678901234567893, "width": 8}');
    expect(await checkFindings(to)).toEqual(["folder-00000/3.jpg: similarity is another"]);
    writeFileSync(join(to, "3.json"), String((await pair(3))["3.json"]));
    writeFileSync(join(to, "4.jpg"), await picture(4));
    expect(await checkFindings(to)).toContain(
      "folder-00000/4.jpg: is in the output, and no pair of the source at this place",
    );
  });
});

describe("a place of several formats that is curated without --format", () => {
  it("keeps each file in its own format", async () => {
    const line = (n: number) =>
      `{"url": "https://example.org/${n}.jpg", "caption": "picture number ${n}", "n": ${n}.50}\n`;
    const source: Files = {
      ...(await pairs([0, 1], "loose/")),
      "more.tar": await tarOf([
        ["1.jpg", await picture(1)],
        ["1.txt", "picture number 1"],
        ["2.jpg", await picture(2)],
        ["2.txt", "picture number 2"],
        ["2.cls", "3"],
      ]),
      "urls.jsonl": [0, 1, 2].map(line).join(""),
    };
    const { files, read, said, to } = await curated(source);
    expect(said.pairs).toMatchObject({ before: 7, written: 4 });
    expect(files).toEqual([
      "loose/0.jpg",
      "loose/0.json",
      "loose/0.txt",
      "more.parquet",
      "more.tar",
      "more_stats.json",
      "urls.jsonl",
    ]);
    expect(read("urls.jsonl").toString()).toBe(line(0) + line(2));
    expect(await checkFindings(to)).toEqual([]);
    writeFileSync(join(to, "urls.jsonl"), line(0));
    resign(to);
    expect((await checkFindings(to)).join("\n")).toContain("urls-00000/2: is not in the output at its place");
    expect(existsSync(join(to, "loose/1.txt"))).toBe(false);
  });
});
