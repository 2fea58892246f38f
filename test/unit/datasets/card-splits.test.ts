import { describe, expect, it } from "vitest";
import { openDataset, splitsOf } from "../../../datasets/index.ts";
import { folderOf } from "../../support/written.ts";

const csv = "url,caption\nhttp://a.org/1.jpg,a barn\n";
const card = (head: string) => `---\nlicense: mit\n${head}---\n# A dataset\n`;
const named = async (files: Readonly<Record<string, string>>) => {
  const { shards, troubles } = await openDataset(folderOf(files));
  const names = shards.map(({ name }) => name);
  return { names, splits: [...splitsOf(names)].sort(), troubles };
};

describe("splits that a card gives files", () => {
  it("name their shards, whatever the files are called", async () => {
    const configs = `configs:
- config_name: default
  data_files:
  - split: train
    path: "data/a*.csv"
  - split: test
    path: ["data/b.csv", "more/**"]
`;
    const files = { "data/a1.csv": csv, "data/a2.csv": csv, "data/b.csv": csv, "more/x/c.csv": csv };
    const { splits, names } = await named({ "README.md": card(configs), ...files });
    expect(splits).toEqual(["test", "train"]);
    expect(names.filter((name) => name.startsWith("test"))).toHaveLength(2);
    expect((await named(files)).splits).toEqual(["train"]);
  });

  it.each([
    [
      "by a record of splits",
      "configs:\n- config_name: a\n  data_files: {validation: b.csv, train: a.csv}\n",
    ],
    [
      "below a folder",
      "configs:\n- data_dir: .\n  data_files:\n  - {split: train, path: ./a.csv}\n  - {split: validation, path: b.csv}\n",
    ],
    [
      "with braces",
      "configs:\n- data_files:\n  - {split: train, path: 'a.{csv,json}'}\n  - {split: validation, path: '{b,c}.csv'}\n",
    ],
  ])("%s", async (_, head) => {
    const { splits } = await named({ "README.md": card(head), "a.csv": csv, "b.csv": csv });
    expect(splits).toEqual(["train", "validation"]);
  });

  it("may be called as nobody knows", async () => {
    const head =
      "configs:\n- data_files:\n  - {split: train, path: a.csv}\n  - {split: hard_ones, path: b.csv}\n";
    const { splits } = await named({ "README.md": card(head), "a.csv": csv, "b.csv": csv });
    expect(splits).toEqual(["hard_ones", "train"]);
  });

  it.each([
    ["no head", "# only text"],
    ["a broken head", "---\nconfigs: [\n---\n"],
    ["other types", card("configs: {a: 1}\n")],
    ["a pattern that is none", card("configs:\n- data_files:\n  - {split: test, path: '[z-a].csv'}\n")],
    ["two splits of a file", card("configs:\n- data_files: {test: a.csv}\n- data_files: {dev: a.csv}\n")],
  ])("are none where the card has %s", async (_, text) => {
    expect((await named({ "README.md": text, "a.csv": csv })).names).toEqual(["a-00000"]);
  });
});

describe("hidden files", () => {
  it("are counted among what was not read, less those of tools", async () => {
    const { troubles } = await named({
      "a.csv": csv,
      ".b.csv": csv,
      ".more/c.csv": csv,
      ".gitattributes": "",
      ".DS_Store": "",
      "._a.csv": "",
    });
    expect(troubles).toEqual([
      "Cannot read 2 hidden files or folders: .b.csv, .more/; audit them under other names",
    ]);
  });
});
