import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { auditDataset } from "../../../../src/actions/audit.ts";
import { inspectDataset } from "../../../../src/actions/inspect.ts";
import { reopenDataset } from "../../../../src/run/open-dataset.ts";
import { readRun } from "../../../../src/run/run.ts";
import { readAll } from "../../../contracts/dataset-format.ts";
import { folderOf, jpeg } from "../../../support/written.ts";

const { signal } = new AbortController();
const picture = await jpeg();
const row = { one: "0.jpg", two: "1.jpg", caption: "a barn", other: "a second text", id: "x7", n: 3 };

function place(): string {
  return folderOf({ "a.jsonl": `${JSON.stringify(row)}\n`, "0.jpg": picture, "1.jpg": picture });
}

it("says what each field is taken for, with counts and an example, whose words are masked", async () => {
  const { fields, map } = await inspectDataset([place()], { limit: 10 }, signal);
  expect(fields).toEqual([
    { name: "one", as: "image", pairs: 1, example: "", maps: [0] },
    { name: "two", as: "image", pairs: 1, example: "", maps: [0] },
    { name: "caption", as: "caption", pairs: 1, example: "a b▒▒▒", maps: [0] },
    { name: "other", as: "text", pairs: 1, example: "a s▒▒▒▒▒ t▒▒▒", maps: [0] },
    { name: "id", as: "text", pairs: 1, example: "x▒", maps: [0] },
    { name: "n", as: "plain", pairs: 1, example: "3", maps: [0] },
  ]);
  expect(map).toEqual([
    {
      format: "jsonl",
      files: ["a.jsonl"],
      dialect: "fields",
      image: ["one", "two"],
      caption: ["caption"],
      key: null,
      url: null,
      license: null,
      split: null,
    },
  ]);
});

it.each(["map.yaml", "map.json"])(
  "writes the map as %s, which says the same again, and writes over nothing",
  async (name) => {
    const folder = place();
    const file = join(folderOf({}), name);
    const wish = { limit: 10, writeMap: file };
    const { map } = await inspectDataset([folder], wish, signal);
    expect((await inspectDataset([folder], { limit: 10, map: file }, signal)).map).toEqual(map);
    await expect(inspectDataset([folder], wish, signal)).rejects.toThrow(
      /^Cannot write map ".*": it is there already$/u,
    );
    expect(existsSync(`${file}.part`)).toBe(false);
  },
);

it("takes words before the file, and the file before what would be proposed", async () => {
  const folder = place();
  const file = join(folderOf({}), "map.yaml");
  writeFileSync(file, "image: [two]\ncaption: [other]\n");
  const [entry] = (await inspectDataset([folder], { limit: 1, map: file, key: "id" }, signal)).map;
  expect(entry).toMatchObject({ image: ["two"], caption: ["other"], key: "id" });
  const { firstKeys } = await inspectDataset([folder], { limit: 1, key: "id" }, signal);
  expect(firstKeys).toEqual(["a-00000/x7"]);
});

it.each([
  [
    "caption: [gone]\n",
    /^Cannot use map of "a.jsonl": wanted the field "gone", got one, two, caption, other, id, n$/u,
  ],
  ["capton: [other]\n", /^Cannot use map ".*": 0: Unrecognized key: "capton"$/u],
  ["dialect: klingon\n", /^Cannot use map of "a.jsonl": wanted a dialect \(fields, .*\), got "klingon"$/u],
  ["a: [", /^Cannot use map ".*": [^\n]+$/u],
])("refuses in one line: %j", async (text, message) => {
  const file = join(folderOf({}), "map.yaml");
  writeFileSync(file, text);
  const refused = inspectDataset([place()], { limit: 1, map: file }, signal);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ exitCode: 2 });
});

it("stands in the run, and whoever opens its dataset again reads by it", async () => {
  const out = join(folderOf({}), "run");
  const context = { now: () => new Date(), emit: () => {}, signal };
  const wish = {
    uris: [place()],
    out,
    filters: ["text-basics"],
    workers: 1,
    policy: "default",
    command: ["sluice", "audit"],
  };
  await auditDataset({ ...wish, caption: ["other"], image: ["two"] }, context);
  const { inputs } = await readRun(out);
  expect(inputs.map).toMatchObject([{ caption: ["other"], image: ["two"] }]);
  const { pairs } = await readAll(await reopenDataset(inputs, out, null));
  expect(pairs.map(({ caption, images }) => [caption, images?.map(({ name }) => name)])).toEqual([
    ["a second text", ["two"]],
  ]);
  await expect(auditDataset(wish, context)).rejects.toThrow(/it was made with other map/u);
  // A run of an older version has none.
  const path = join(out, "run.json");
  const run = JSON.parse(readFileSync(path, "utf8")) as { inputs: { map?: unknown } };
  delete run.inputs.map;
  writeFileSync(path, JSON.stringify(run));
  expect((await auditDataset(wish, context)).complete).toBe(true);
});

it("is said before an audit reads a pair", async () => {
  const out = join(folderOf({}), "run");
  const events: string[] = [];
  const emit = (event: { readonly type: string; readonly text?: string }) =>
    events.push(event.type === "note" ? `note: ${event.text}` : event.type);
  const wish = {
    uris: [place()],
    out,
    filters: ["text-basics"],
    workers: 1,
    policy: "default",
    command: ["sluice"],
  };
  await auditDataset(wish, { now: () => new Date(), emit, signal });
  expect(events[0]).toBe("note: map of jsonl a.jsonl: image = one + two; caption = caption");
});
