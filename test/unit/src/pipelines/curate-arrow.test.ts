import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
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
});
