import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { curated as audited } from "../../../support/curated.ts";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { pairsOf } from "../../../support/stored-pairs.ts";
import { folderOf, picture, tarOf } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;

/** A dataset of these files, curated without `--format`; the pair of row 1 is dropped. */
async function curated(files: Readonly<Record<string, string | Uint8Array>>) {
  const home = folder(String(made++));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, "source", name)), { recursive: true });
    writeFileSync(join(home, "source", name), content);
  }
  const to = join(home, "out");
  const run = await scoredRun(join(home, "source"), join(home, "run"), (key) => /\/(?:1|1\.jpg)$/u.test(key));
  const { curated: said } = await curateScored(run, { to });
  return { to, said, read: (name: string) => readFileSync(join(to, name)) };
}

const url = (n: number) => `https://example.org/${n}.jpg`;
const rows = [0, 1, 2];
const record = (n: number) =>
  `{"url": "${url(n)}",  "caption": "picture number ${n}", "serial": 1234567890123456789${n}}`;

/** By a table's name: its lines before the rows, and its rows. */
const tables: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  "cc3m.tsv": ["", rows.map((n) => `picture number ${n}\t${url(n)}\n`)],
  "named.tsv": ["url\tcaption\n", rows.map((n) => `${url(n)}\tpicture number ${n}\n`)],
  "urls.csv": ["url,caption,score\n", rows.map((n) => `${url(n)},"picture, ""number"" ${n}",0.${n}0\n`)],
  "urls.jsonl": ["", rows.map((n) => `${record(n)}\n`)],
};

describe("a table that is curated without --format", () => {
  it.each(Object.keys(tables))(
    "%s keeps its lines byte for byte, less those of pairs that do not pass",
    async (name) => {
      const [head, [first = "", second = "", third = ""]] = tables[name] ?? ["", []];
      const { to, read, said } = await curated({ [name]: head + first + second + third });
      expect(read(name).toString()).toBe(head + first + third);
      expect(said.pairs).toMatchObject({ written: 2, removed: 1 });
      expect(await checkFindings(to)).toEqual([]);
      writeFileSync(join(to, name), head + first + third.replace("number", "No."));
      resign(to);
      expect((await checkFindings(to)).join()).toMatch(/\/2: (?:caption|column_1) is another/u);
    },
  );

  it("keeps lists of JSON, under their names", async () => {
    const list = (...numbers: readonly number[]) => `[\n${numbers.map(record).join(",\n")}\n]`;
    const one = await curated({ "urls.json": `${list(0, 1, 2)}\n` });
    expect(one.read("urls.json").toString()).toBe(`${list(0, 2)}\n`);
    const two = await curated({ "urls.json": `{"train": ${list(0, 1, 2)}, "test": ${list(3)}}` });
    expect(two.read("urls.json").toString()).toBe(`{"train": ${list(0, 2)},\n"test": ${list(3)}}\n`);
    for (const { to } of [one, two]) expect(await checkFindings(to)).toEqual([]);
  });

  it("stays packed with gzip", async () => {
    const [, lines] = tables["cc3m.tsv"] ?? ["", []];
    const { to, read } = await curated({ "cc3m.tsv.gz": gzipSync(lines.join("")) });
    expect(gunzipSync(read("cc3m.tsv.gz")).toString()).toBe(`${lines[0]}${lines[2]}`);
    expect(await checkFindings(to)).toEqual([]);
  });

  it("loses what nothing measured, and nothing else: numbers keep their digits", async () => {
    const line = (n: number) => `${record(n).slice(0, -1)}, "title": "A title", "similarity": 0.30}\n`;
    const { to, read, said } = await curated({ "urls.jsonl": rows.map(line).join("") });
    expect(said.stripped).toEqual({ title: 2 });
    const [written = ""] = read("urls.jsonl").toString().split("\n");
    expect(written).toBe(
      `{"url": "${url(0)}", "caption": "picture number 0", "serial": 12345678901234567890, "similarity": 0.30}`,
    );
    expect(await checkFindings(to)).toEqual([]);
    const csv = await curated({
      "urls.csv": `url,caption,title\n${rows.map((n) => `${url(n)},"picture, ${n}",A title\n`).join("")}`,
    });
    expect(csv.read("urls.csv").toString()).toBe(
      `url,caption,title\n${url(0)},"picture, 0",\n${url(2)},"picture, 2",\n`,
    );
    expect(await checkFindings(csv.to)).toEqual([]);
  });
});

describe("an imagefolder that is curated without --format", () => {
  const line = (n: number) => `{"file_name": "${n}.jpg", "text": "picture number ${n}", "rating": ${n}.50}\n`;

  it("keeps its splits, file names, pictures and lines", async () => {
    const files: Record<string, string | Uint8Array> = {
      "train/metadata.jsonl": rows.map(line).join(""),
      "test/metadata.jsonl": line(3),
      "test/3.jpg": await picture(3),
      ...Object.fromEntries(
        await Promise.all(rows.map(async (n) => [`train/${n}.jpg`, await picture(n)] as const)),
      ),
    };
    const { to, read } = await curated(files);
    expect(read("train/metadata.jsonl").toString()).toBe(`${line(0)}${line(2)}`);
    expect(readdirSync(join(to, "train")).sort()).toEqual(["0.jpg", "2.jpg", "metadata.jsonl"]);
    expect(read("train/2.jpg")).toEqual(files["train/2.jpg"]);
    expect((await pairsOf(to)).map(({ key }) => key)).toEqual([
      "test-metadata-00000/3.jpg",
      "train-metadata-00000/0.jpg",
      "train-metadata-00000/2.jpg",
    ]);
    expect(await checkFindings(to)).toEqual([]);
    writeFileSync(join(to, "train/2.jpg"), await picture(7));
    writeFileSync(join(to, "train/9.jpg"), await picture(9));
    expect(await checkFindings(to)).toEqual([
      "train-metadata-00000/2.jpg: image is another",
      "train/9.jpg: is a file that CURATED.yaml does not list",
    ]);
  });

  it("keeps the names of pictures that several captions share", async () => {
    const csv = "file_name,text\na b.jpg,picture number 0\na b.jpg,picture number 5\n";
    const { to, read } = await curated({ "metadata.csv": csv, "a b.jpg": await picture(0) });
    expect(read("metadata.csv").toString()).toBe(csv);
    expect(await checkFindings(to)).toEqual([]);
  });

  it("writes every picture that a line names and that was measured, and leaves the names of others out", async () => {
    const names = (n: number) => `{"file_name": "${n}.jpg", "edited_file_name": "e${n}.jpg"`;
    const lines = [0, 2].map((n) => `${names(n)}, "text": "picture number ${n}"}\n`).join("");
    const files: Record<string, string | Uint8Array> = { "metadata.jsonl": lines };
    for (const n of [0, 2]) {
      files[`${n}.jpg`] = await picture(n);
      files[`e${n}.jpg`] = await picture(n + 5);
    }
    const whole = await audited(folderOf(files));
    expect(readFileSync(join(whole.to, "metadata.jsonl"), "utf8")).toBe(lines);
    expect(readFileSync(join(whole.to, "e2.jpg"))).toEqual(files["e2.jpg"]);
    expect(await checkFindings(whole.to)).toEqual([]);
    // A run that says of the first picture alone what it was.
    const { to, read, said } = await curated(files);
    expect(said.stripped).toEqual({ edited_file_name: 2 });
    expect(read("metadata.jsonl").toString()).toBe(
      [0, 2].map((n) => `{"file_name": "${n}.jpg", "text": "picture number ${n}"}\n`).join(""),
    );
    expect(readdirSync(to).filter((name) => name.endsWith(".jpg"))).toEqual(["0.jpg", "2.jpg"]);
    expect(await checkFindings(to)).toEqual([]);
  });
});

describe("pictures beside a table that is curated without --format", () => {
  it("lie where they lay, with the endings that their names lack", async () => {
    const list = rows.map((n) => `{"image": "p${n}", "caption": "picture number ${n}"}`);
    const files = Object.fromEntries(
      await Promise.all(rows.map(async (n) => [`images/p${n}.jpg`, await picture(n)] as const)),
    );
    const { to, read } = await curated({ "list.jsonl": `${list.join("\n")}\n`, ...files });
    expect(read("list.jsonl").toString()).toBe(`${list.join("\n")}\n`);
    expect(readdirSync(join(to, "images"))).toEqual(["p0.jpg", "p1.jpg", "p2.jpg"]);
    expect(await checkFindings(to)).toEqual([]);
  });
});

describe("a place of several formats that is curated", () => {
  it("is proven: pairs of tars keep their members, others get some", async () => {
    const files: Record<string, string | Uint8Array> = {
      "shards/0.tar": await tarOf([
        ["a.jpg", await picture(0)],
        ["a.txt", "picture number 0"],
      ]),
      "loose/b.jpg": await picture(2),
      "loose/b.txt": "picture number 2",
    };
    const { to, said } = await curated(files);
    expect(said).toMatchObject({ format: "webdataset+folder", pairs: { written: 2 } });
    expect(await checkFindings(to)).toEqual([]);
  });
});
