import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { filterIds, listFilters, rowsTrouble, type Sample } from "../../../../filters/index.ts";
import { shippedColumns } from "../../../../filters/taken-columns.ts";
import { readModule } from "../../../../src/extensions/module-file.ts";
import { loadOwnFilters } from "../../../../src/extensions/own-filters.ts";
import { openMemory } from "../../../../src/run/query.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-own-filters-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const fixture = join(import.meta.dirname, "../../../fixtures/extensions/shouting.mjs");
let written = 0;

/** Loads the filters of a module with this text. */
async function load(code: string) {
  const file = `m${++written}.mjs`;
  writeFileSync(join(folder, file), code);
  return loadOwnFilters([await readModule(file, folder)], { device: "cpu", models: {} });
}

const mine = (more: string) =>
  `export const mine = { id: "mine", version: 1, needs: "caption", models: [], columns: [{ name: "x", type: "int32", range: [0, 9], meaning: "a number" }], score: async (samples) => samples.map(() => ({ x: 1 })), close: async () => {}, ${more} };`;
const samples: readonly Sample[] = [
  { key: "a", caption: "one" },
  { key: "b", caption: "two" },
];

describe("a filter of one's own", () => {
  it("is loaded with the digest of its module's bytes", async () => {
    const module = await readModule(fixture, "/");
    const [own] = await loadOwnFilters([module], { device: "cpu", models: {} });
    const sha256 = createHash("sha256").update(readFileSync(fixture)).digest("hex");
    expect(own?.module).toEqual({ file: "shouting.mjs", sha256 });
    expect(await own?.filter.score([{ key: "a", caption: "STOP it" }])).toEqual([
      { capitals_share: 4 / 6, shouts: true },
    ]);
  });

  it("may be made by a function, which hears of the device", async () => {
    const made = await load(
      `${mine("").replace("export const", "const")} export const make = async ({ device }) => ({ ...mine, id: device });`,
    );
    expect(made.map(({ filter }) => filter.id)).toEqual(["cpu"]);
  });

  it.each([
    ["no filter", "export const five = 5;", /export "five": /u],
    ["nothing", "const five = 5;", /exports nothing/u],
    ["a syntax error", "export const = 5;", /^Cannot load module "m\d+\.mjs": /u],
    ["an id of Sluice's", mine('id: "lexicon"'), /id "lexicon" is taken/u],
    ["a column of Sluice's", mine("").replace('"x"', '"text_toxicity"'), /column "text_toxicity" is taken/u],
    ["a column of every run", mine("").replace('"x"', '"sha256"'), /column "sha256" is taken/u],
    ["a column of decisions", mine("").replace('"x"', '"action"'), /column "action" is taken/u],
    ["a column that is no identifier", mine("").replace('"x"', '"x-y"'), /columns\.0\.name: .*identifier/u],
    ["a word of SQL as a column", mine("").replace('"x"', '"order"'), /columns\.0\.name: .*reserves/u],
    ["no score function", mine("score: 1"), /score: wanted a function/u],
    [
      "an id twice",
      `${mine("")}${mine("").replace("const mine", "const other")}`,
      /export "other": id "mine" is taken/u,
    ],
  ])("is refused in one line where its module has %s", async (_, code, message) => {
    const refusal = await load(code).then(
      () => expect.unreachable(),
      (error: Error) => error,
    );
    expect(refusal).toMatchObject({ name: "CliError", exitCode: 2, message: expect.stringMatching(message) });
    expect((refusal as Error).message).not.toContain("\n");
  });

  it.each([
    ["a row too few", "samples.slice(1).map(() => ({ x: 1 }))", /one row per sample, got 1 rows for 2/u],
    ["a wrong type", 'samples.map(() => ({ x: "1" }))', /column "x", row 0: wanted int32, got a string/u],
    ["a fraction", "samples.map(() => ({ x: 0.5 }))", /wanted a whole number/u],
    ["NaN", "samples.map(() => ({ x: NaN }))", /wanted a number or null, got NaN/u],
    ["a value out of range", "samples.map(() => ({ x: 10 }))", /wanted 0 to 9, got 10/u],
    ["an unknown column", "samples.map(() => ({ y: 1 }))", /row 0 has an unknown column "y"/u],
    ["no rows", "undefined", /an array of rows/u],
    ["a row that is none", "samples.map(() => 1)", /row 0 is no object/u],
  ])("is refused by name where it gives %s", async (_, rows, message) => {
    const [own] = await load(mine(`score: async (samples) => ${rows}`));
    await expect(own?.filter.score(samples)).rejects.toThrow(message);
    await expect(own?.filter.score(samples)).rejects.toThrow(/^Cannot use filter "mine": /u);
  });

  it("cannot change what it declared once it runs", async () => {
    const [own] = await load(
      mine(
        'score: async (samples) => { mine.columns[0].type = "utf8"; return samples.map(() => ({ x: "a" })); }',
      ),
    );
    await expect(own?.filter.score(samples)).rejects.toThrow(/wanted int32/u);
  });

  it("is not run when its file changed after it was read", async () => {
    const path = join(folder, "changing.mjs");
    writeFileSync(path, mine(""));
    const module = await readModule(path, "/");
    writeFileSync(path, `${mine("")}\n`);
    await expect(loadOwnFilters([module], { device: "cpu", models: {} })).rejects.toThrow(
      /"changing\.mjs": it changed/u,
    );
  });
});

it("the names that nobody else may take are those of all filters, and of all models that can replace theirs", async () => {
  const written = (await listFilters()).flatMap(({ columns }) => columns.map(({ name }) => name));
  expect(written.length).toBeGreaterThan(30);
  expect(shippedColumns).toEqual(expect.arrayContaining(written));
  const models = ["text-toxicity", "toxic-bert", "nsfw-mobilenet-v2", "falconsai-nsfw"];
  for (const id of models) {
    const manifest = join(import.meta.dirname, "../../../../models", id, "model.json");
    const { labels } = JSON.parse(readFileSync(manifest, "utf8")) as { labels: readonly string[] };
    const prefix = id.startsWith("tox") || id.startsWith("text") ? "text" : "image";
    for (const label of labels) expect(shippedColumns).toContain(`${prefix}_${label}`);
  }
  expect(filterIds).not.toContain("default");
});

it("a column's name is refused for every word that DuckDB reserves", async () => {
  const query = await openMemory();
  const words = await query.rows<{ word: string }>(
    "SELECT keyword_name AS word FROM duckdb_keywords() WHERE keyword_category = 'reserved'",
  );
  query.close();
  expect(words.length).toBeGreaterThan(60);
  const { reservedWords } = await import("../../../../filters/taken-columns.ts");
  expect([...reservedWords].sort()).toEqual(words.map(({ word }) => word).sort());
});

it("rows may leave out what was not measured", () => {
  expect(
    rowsTrouble([{ name: "x", type: "bool", meaning: "whether it is" }], 2, [{}, { x: null }]),
  ).toBeNull();
});
