import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { tfrecordOf } from "../support/tfrecord-of.ts";
import { parquetFile, picture } from "../support/written.ts";

const folder = scratchFolder();
const FILTERS = "image-basics,text-basics,lexicon";
/** Where further texts are to be written, a model must have read them. */
const READ = new Set(["a folder of pictures", "COCO", "LLaVA's conversations"]);
const line = (n: number) => `{"file_name": "${n}.jpg", "text": "picture number ${n}"}\n`;
const numbers = [0, 1, 2, 3];

/** By container: how its dataset is made. */
const sources: Readonly<Record<string, (to: string) => Promise<void>>> = {
  tars: async (to) => cpSync(join(root, "datasets/sample/shards"), to, { recursive: true }),
  Parquet: async (to) => cpSync(join(root, "test/fixtures/datasets/parquet-hub"), to, { recursive: true }),
  "an imagefolder": async (to) => {
    writeFileSync(join(to, "metadata.jsonl"), numbers.map(line).join(""));
    for (const n of numbers) writeFileSync(join(to, `${n}.jpg`), await picture(n));
  },
  "metadata in Parquet beside pictures": async (to) =>
    cpSync(join(root, "test/fixtures/datasets/imagefolder-parquet"), to, { recursive: true }),
  "metadata in CSV beside pictures": async (to) => {
    const rows = numbers.map((n) => `${n}.jpg,"picture, number ${n}",${n}.50\n`).join("");
    writeFileSync(join(to, "metadata.csv"), `file_name,text,rating\n${rows}`);
    for (const n of numbers) writeFileSync(join(to, `${n}.jpg`), await picture(n));
  },
  "a folder of pictures": async (to) => {
    for (const n of numbers) {
      writeFileSync(join(to, `${n}.jpg`), await picture(n));
      writeFileSync(join(to, `${n}.txt`), `picture number ${n}`);
      writeFileSync(join(to, `${n}.json`), `{"similarity": 0.${n}0, "title": "Title number ${n}"}`);
    }
  },
  COCO: async (to) => cpSync(join(root, "test/fixtures/datasets/coco"), to, { recursive: true }),
  "LLaVA's conversations": async (to) => {
    const rows = numbers.map(
      (n) =>
        `{"id": "${n}", "image": "${n}.jpg", "conversations": [{"from": "human", "value": "What is it? <image>"}, {"from": "gpt", "value": "It is picture number ${n}."}]}`,
    );
    writeFileSync(join(to, "llava.json"), `[${rows.join(",\n")}]`);
    for (const n of numbers) writeFileSync(join(to, `${n}.jpg`), await picture(n));
  },
  "several formats": async (to) => {
    await sources["a list of URLs"]?.(to);
    mkdirSync(join(to, "loose"));
    for (const n of numbers) {
      writeFileSync(join(to, `loose/${n}.jpg`), await picture(n + 4));
      writeFileSync(join(to, `loose/${n}.txt`), `loose picture number ${n}`);
    }
    cpSync(join(root, "test/fixtures/datasets/parquet-hub/data"), join(to, "data"), { recursive: true });
  },
  "what save_to_disk wrote": async (to) =>
    cpSync(join(root, "test/fixtures/datasets/save-to-disk"), to, { recursive: true }),
  "img2dataset's files, with the table of their folder": async (to) => {
    mkdirSync(join(to, "00000"));
    for (const n of numbers) {
      writeFileSync(join(to, `00000/${n}.jpg`), await picture(n));
      writeFileSync(join(to, `00000/${n}.txt`), `picture number ${n}`);
    }
    const of = (value: (n: number) => string | number) => numbers.map(value) as string[] | number[];
    const columns = { key: of(String), status: of(() => "success"), punsafe: of((n) => n / 8) };
    writeFileSync(join(to, "00000.parquet"), parquetFile(columns));
  },
  "TensorFlow records": async (to) => {
    const records = numbers.map(async (n) => ({
      key: String(n),
      jpg: await picture(n),
      caption: `picture number ${n}`,
      width: { int: [8 + n] },
    }));
    writeFileSync(join(to, "00000.tfrecord"), tfrecordOf(await Promise.all(records)));
  },
  "a zip of a folder": async (to) =>
    cpSync(join(root, "test/fixtures/datasets/zips"), to, { recursive: true }),
  "a list of URLs": async (to) =>
    writeFileSync(
      join(to, "urls.tsv"),
      numbers.map((n) => `picture number ${n}\thttps://example.org/${n}.jpg\n`).join(""),
    ),
};

const address = (n: number) => `https://example.org/${n}.jpg`;
const said = (n: number) => `picture number ${n}`;

/** By how a JSON file holds its rows, where that is neither a list nor lines: they lie deeper, or there is one. */
const deepJson: Readonly<Record<string, unknown>> = {
  "lists in lists": [
    [[{ url: address(0), caption: said(0) }], numbers.map((n) => ({ url: address(n), caption: said(n) }))],
  ],
  "lists in an object in an object": {
    version: 1.5,
    data: {
      train: [0, 1].map((n) => ({ url: address(n), caption: said(n) })),
      test: [2, 3].map((n) => ({ url: address(n), caption: said(n) })),
    },
  },
  "columns of splits": {
    train: { url: [0, 1].map(address), caption: [0, 1].map(said) },
    test: { url: [2, 3].map(address), caption: [[said(2), said(4)], [said(3)]].map(([one]) => one) },
  },
  "rows by name in splits": {
    train: { a: { url: address(0), caption: said(0) }, b: { url: address(1), caption: said(1) } },
    test: { c: { url: address(2), caption: said(2) }, d: { url: address(3), caption: said(3) } },
  },
};

type Row = Readonly<Record<string, unknown>>;

/** Scores of a run's pairs in stored order. */
async function rowsOf(run: string): Promise<readonly Row[]> {
  const rows = [];
  for (const name of readdirSync(join(run, "scores")).sort())
    rows.push(...(await parquetReadObjects({ file: await asyncBufferFromFile(join(run, "scores", name)) })));
  return rows;
}

/** Less what says where the pair lies. */
function scoresOf({ key: _, shard: __, row: ___, ...scores }: Row): string {
  return JSON.stringify(scores);
}

async function audited(kind: string, uri: string, run: string): Promise<void> {
  const filters = READ.has(kind) ? `${FILTERS},text-toxicity` : FILTERS;
  const ran = await sluice("audit", uri, "--filters", filters, "--workers", "1", "--quiet", "--out", run);
  expect([0, 4], ran.stderr).toContain(ran.code);
}

beforeAll(() => mkdirSync(folder("sources")));

const allSources: typeof sources = {
  ...sources,
  ...Object.fromEntries(
    Object.entries(deepJson).map(([kind, value]) => [
      `JSON of ${kind}`,
      async (to: string) => writeFileSync(join(to, "rows.json"), JSON.stringify(value, null, 2)),
    ]),
  ),
  "a folder of pictures, with captions in folders of languages": async (to: string) => {
    for (const folder of ["images", "en", "fr"]) mkdirSync(join(to, folder));
    for (const n of numbers) {
      writeFileSync(join(to, `images/${n}.jpg`), await picture(n));
      writeFileSync(join(to, `en/${n}.txt`), said(n));
      writeFileSync(join(to, `fr/${n}.txt`), `image de numéro ${n}`);
    }
  },
  "JSON files of one object": async (to: string) => {
    for (const n of numbers) {
      writeFileSync(join(to, `${n}.json`), `{"image": "images/p${n}.jpg",\n"caption": "${said(n)}"}`);
      mkdirSync(join(to, "images"), { recursive: true });
      writeFileSync(join(to, `images/p${n}.jpg`), await picture(n));
    }
  },
};

describe("audited, curated, proven and audited again, each kept pair has the scores that it had:", () => {
  it.each(Object.keys(allSources))("%s", async (kind) => {
    const source = folder(`sources/${kind}`);
    mkdirSync(dirname(source), { recursive: true });
    mkdirSync(source);
    await allSources[kind]?.(source);
    const [run, to, again] = [folder(`${kind}-run`), folder(`${kind}-out`), folder(`${kind}-again`)];
    await audited(kind, source, run);
    const list = folder(`${kind}.txt`);
    const before = await rowsOf(run);
    writeFileSync(list, `${String(before[1]?.["key"])}\n`);
    const curated = await sluice("curate", run, "--to", to, "--subtract", list, "--json", "--quiet");
    expect(curated.code, curated.stderr).toBe(0);
    const checked = await sluice("curate", "--check", to, "--json");
    expect([checked.code, JSON.parse(checked.stdout).proven], checked.stdout).toEqual([0, true]);
    await audited(kind, to, again);
    const after = await rowsOf(again);
    expect(after).toHaveLength(JSON.parse(curated.stdout).pairs.written);
    // In order, with what was removed left out between.
    let at = 0;
    for (const row of after) {
      while (at < before.length && scoresOf(before[at] ?? {}) !== scoresOf(row)) at++;
      expect(at, scoresOf(row)).toBeLessThan(before.length);
      at++;
    }
  });
});
