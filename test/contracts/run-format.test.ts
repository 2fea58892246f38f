import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { beforeAll, expect, it } from "vitest";
import { runFormatPage } from "../../docs/make-run-format.ts";
import { baseColumns } from "../../src/run/arrow.ts";
import {
  coverageColumns,
  decisionColumns,
  duplicateColumns,
  shardMetadata,
} from "../../src/run/file-columns.ts";
import { errorLineSchema, runFileSchema, runLayout, runPartSchema } from "../../src/run/format.ts";
import type { RunFile } from "../../src/run/run.ts";
import { root } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";

const run = scratchFolder()("run");
beforeAll(() => auditedSample(run), 600_000);

const json = (path: string): unknown => JSON.parse(readFileSync(join(run, path), "utf8"));
const files = () =>
  readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(run.length + 1));
const below = (folder: string) => files().filter((path) => path.startsWith(`${folder}/`));

async function metadataOf(path: string) {
  const { schema, key_value_metadata = [] } = await parquetMetadataAsync(
    await asyncBufferFromFile(join(run, path)),
  );
  const top = schema.filter(({ name }) => !["root", "duckdb_schema", "list", "element"].includes(name));
  return { columns: top.map(({ name }) => name), keys: key_value_metadata.map(({ key }) => key) };
}

const names = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);

it("the page says what the code has", async () => {
  expect(readFileSync(join(root, "docs/run-format.md"), "utf8")).toBe(await runFormatPage());
});

it("a run's files are those of the layout, whose names say which", () => {
  const patterns = runLayout.map(
    ({ path }) => new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/<[^>]+>/gu, "[^/]+")}$`, "u"),
  );
  expect(files().length).toBeGreaterThan(6);
  for (const file of files())
    expect(
      patterns.some((pattern) => pattern.test(file)),
      file,
    ).toBe(true);
  expect(patterns.some((pattern) => pattern.test("scores/a/b.txt"))).toBe(false);
});

it("run.json, parts and errors hold the fields of their schemas and no others", () => {
  expect(runFileSchema.parse(json("run.json"))).toEqual(json("run.json"));
  for (const part of below("parts")) expect(runPartSchema.parse(json(part))).toEqual(json(part));
  const lines = below("errors").flatMap((path) => readFileSync(join(run, path), "utf8").trim().split("\n"));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(errorLineSchema.parse(JSON.parse(line))).toEqual(JSON.parse(line));
});

it("a shard's file has the base columns, then its source's and its filters', and the metadata named", async () => {
  const { filters, source = [] } = (json("run.json") as RunFile).inputs;
  const wanted = [
    ...names(baseColumns),
    ...names(source),
    ...filters.flatMap(({ columns }) => names(columns)),
  ];
  for (const path of below("scores")) {
    const { columns, keys } = await metadataOf(path);
    expect(columns).toEqual(wanted);
    expect(keys.sort()).toEqual(
      Object.keys(shardMetadata)
        .map((key) => `sluice.${key}`)
        .sort(),
    );
  }
});

it("duplicates, coverage and decisions have the columns named", async () => {
  expect((await metadataOf("duplicates.parquet")).columns).toEqual(names(duplicateColumns));
  expect((await metadataOf("coverage.parquet")).columns).toEqual(names(coverageColumns));
  const [decisions = ""] = below("decisions");
  expect((await metadataOf(decisions)).columns).toEqual(names(decisionColumns));
});
