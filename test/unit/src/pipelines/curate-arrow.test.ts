import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DataType,
  Dictionary,
  Field,
  Int32,
  List,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  Utf8View,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { root } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { pairsOf } from "../../../support/stored-pairs.ts";

const folder = scratchFolder();
let made = 0;

/** Some of the repository's Arrow files, curated without `--format`. */
async function curated(files: string, unwanted: (key: string) => boolean) {
  const home = folder(String(made++));
  mkdirSync(home);
  const place = files.includes(".") ? join("source", files.slice(6)) : "source";
  cpSync(join(root, "test/fixtures/datasets", files), join(home, place), {
    recursive: true,
    filter: (name) => !name.endsWith(".parquet"),
  });
  const run = await scoredRun(join(home, "source"), join(home, "run"), unwanted);
  const to = join(home, "out");
  const { curated: said } = await curateScored(run, { to });
  return { to, said, source: join(home, place) };
}

const rowsOf = async (place: string) =>
  (await pairsOf(place)).map(({ key: _, row: __, image: ___, images: ____, ...pair }) => pair);

describe("Arrow that is curated without --format", () => {
  it.each(["stream.arrow", "zstd.arrow", "lz4.feather"])(
    "keeps rows, columns and types of %s",
    async (name) => {
      const { to, said, source } = await curated(`arrow/${name}`, (key) => /\/[14]$/u.test(key));
      expect(said).toMatchObject({ format: "arrow", pairs: { before: 6, written: 4 } });
      expect(await checkFindings(to)).toEqual([]);
      const file = name;
      const [before, after] = [
        tableFromIPC(readFileSync(source)),
        tableFromIPC(readFileSync(join(to, file))),
      ];
      const types = (table: typeof before) =>
        table.schema.fields.map(
          ({ name: column, type }) =>
            `${column}: ${String(type).replace(/^Dictionary<Int\d+, (\w+)>$/u, "$1")}`,
        );
      expect(types(after)).toEqual(types(before));
    },
  );

  it("keeps what save_to_disk leaves beside its data: splits, features, names of files", async () => {
    const { to, said, source } = await curated("save-to-disk", (key) => /00000-of-00002\/1$/u.test(key));
    expect(said.pairs).toMatchObject({ before: 5, written: 4 });
    expect(await checkFindings(to)).toEqual([]);
    const json = (name: string) => JSON.parse(readFileSync(join(to, name), "utf8"));
    expect(json("dataset_dict.json").splits.toSorted()).toEqual(["test", "train"]);
    expect(json("train/state.json")).toMatchObject({
      _data_files: [{ filename: "data-00000-of-00002.arrow" }, { filename: "data-00001-of-00002.arrow" }],
      _split: "train",
    });
    const before = JSON.parse(readFileSync(join(source, "train/dataset_info.json"), "utf8"));
    expect(json("train/dataset_info.json").features).toEqual(before.features);
    const all = await rowsOf(source);
    const left = await rowsOf(to);
    expect(left).toHaveLength(4);
    for (const row of left) expect(all).toContainEqual(row);
  });

  it("writes no value of a row that did not pass: neither in dictionaries inside of columns, nor in views", async () => {
    const word = () => new Dictionary(new Utf8(), new Int32());
    const texts = (n: number) => [`red barn ${n}, seen from the road`, `secret ${n} of a row that goes`];
    const column = (type: DataType, value: (n: number) => unknown) =>
      vectorFromArray([0, 1, 2].map(value), type as Utf8);
    const columns = {
      url: column(new Utf8(), (n) => `https://example.org/${n}`),
      caption: column(new Utf8(), (n) => (n === 1 ? "a secret caption" : `picture number ${n}`)),
      tags: column(new List(new Field("item", word(), true)), (n) => [texts(n)[n % 2]]),
      facts: column(
        new Struct([
          new Field("kind", word(), true, new Map([["note", "a secret of the schema"]])),
          new Field("n", new Int32(), true),
        ]),
        (n) => ({
          kind: texts(n)[n % 2],
          n,
        }),
      ),
      view: column(new Utf8View(), (n) => texts(n)[n % 2]),
      views: column(new List(new Field("item", new Utf8View(), true)), (n) => [texts(n)[n % 2]]),
    };
    const home = folder(String(made++));
    mkdirSync(join(home, "source"), { recursive: true });
    // The library leaves a file's schema to its end, where no reader that streams finds it.
    const stream = tableToIPC(new Table(columns), "stream");
    writeFileSync(join(home, "source/stream.arrow"), stream);
    writeFileSync(join(home, "source/file.arrow"), Buffer.concat([Buffer.from("ARROW1\0\0"), stream]));
    const run = await scoredRun(join(home, "source"), join(home, "run"), (key) => key.endsWith("/1"));
    const bare = join(home, "bare");
    expect((await curateScored(run, { to: bare })).curated.stripped).toEqual({
      facts: 4,
      tags: 4,
      view: 4,
      views: 4,
    });
    expect(await checkFindings(bare)).toEqual([]);
    for (const format of ["stream", "file"]) {
      const bytes = readFileSync(join(bare, `${format}.arrow`));
      expect([bytes.includes("secret"), bytes.includes("seen from the road")]).toEqual([false, false]);
      expect(
        tableFromIPC(bytes)
          .toArray()
          .map(({ tags, facts, view }) => [tags, facts, view]),
      ).toEqual([
        [null, null, null],
        [null, null, null],
      ]);
    }
    const to = join(home, "out");
    const carry = ["tags", "facts", "view", "views"];
    await curateScored(run, { to, carry });
    expect(await checkFindings(to)).toEqual([]);
    for (const format of ["stream", "file"]) {
      const bytes = readFileSync(join(to, `${format}.arrow`));
      expect(bytes.includes("secret")).toBe(false);
      const after = tableFromIPC(bytes);
      expect(after.schema.fields.map(String)).toEqual(new Table(columns).schema.fields.map(String));
      expect(
        JSON.parse(JSON.stringify(after.toArray().map((row) => [row.tags, row.facts, row.view, row.views]))),
      ).toEqual([0, 2].map((n) => [[texts(n)[0]], { kind: texts(n)[0], n }, texts(n)[0], [texts(n)[0]]]));
    }
  });
});
