import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { pairsOf } from "../../../support/stored-pairs.ts";
import { picture } from "../../../support/written.ts";

const folder = scratchFolder();
const to = folder("curated");
let made = 0;
const features = {
  image: { _type: "Image" },
  label: { names: ["train", "test", "a dull fellow"], _type: "ClassLabel" },
  serial: { dtype: "int64", _type: "Value" },
};

/** The third class has no row, so nobody measured its name. */
const written = { ...features, label: { names: ["train", "test", "class 2"], _type: "ClassLabel" } };

interface Change {
  readonly captions?: readonly string[];
  readonly labels?: readonly bigint[];
  readonly features?: object;
  readonly label?: string;
}

async function table(numbers: readonly number[], change: Change = {}): Promise<Buffer> {
  const images = [];
  for (const n of numbers) images.push({ bytes: new Uint8Array(await picture(n)), path: `${n}.jpg` });
  const text = { type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;
  return Buffer.from(
    parquetWriteBuffer({
      schema: [
        { name: "root", num_children: 6 },
        { name: "title", ...text },
        { name: "image", repetition_type: "OPTIONAL", num_children: 2 },
        { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
        { name: "path", ...text },
        { name: change.label ?? "label", type: "INT64", repetition_type: "OPTIONAL" },
        { name: "serial", type: "INT64", repetition_type: "REQUIRED" },
        { name: "text", ...text },
        { name: "when", type: "INT64", repetition_type: "OPTIONAL", converted_type: "TIMESTAMP_MICROS" },
      ],
      columnData: [
        { name: "title", data: numbers.map((n) => `A title of ${n}`) },
        { name: "image", data: images },
        { name: change.label ?? "label", data: change.labels?.slice() ?? numbers.map((n) => BigInt(n % 2)) },
        { name: "serial", data: numbers.map((n) => 2n ** 60n + BigInt(n)) },
        { name: "text", data: change.captions?.slice() ?? numbers.map((n) => `picture number ${n}`) },
        { name: "when", data: numbers.map((n) => 1_600_000_000_123_456n + BigInt(n)) },
      ],
      kvMetadata: [
        { key: "huggingface", value: JSON.stringify({ info: { features: change.features ?? features } }) },
      ],
    }),
  );
}

beforeAll(async () => {
  mkdirSync(folder("source/data"), { recursive: true });
  writeFileSync(folder("source/data/train-00000-of-00002.parquet"), await table([0, 1, 2]));
  writeFileSync(folder("source/data/train-00001-of-00002.parquet"), await table([3]));
  writeFileSync(folder("source/data/test-00000-of-00001.parquet"), await table([4]));
  const run = await scoredRun(folder("source"), folder("run"), (key) => key.endsWith("00000-of-00002/1"));
  const { curated } = await curateScored(run, { to });
  expect(curated).toMatchObject({
    format: "parquet",
    pairs: { written: 4, removed: 1 },
    stripped: { "label.name": 4, title: 4 },
  });
});

describe("Parquet that is curated without --format", () => {
  it("keeps file names, splits, columns, types and features, and nothing that was not measured", async () => {
    expect(readdirSync(join(to, "data")).sort()).toEqual(readdirSync(folder("source/data")).sort());
    const file = await asyncBufferFromFile(join(to, "data/train-00000-of-00002.parquet"));
    const footer = await parquetMetadataAsync(file);
    expect(
      footer.schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type]),
    ).toEqual([
      ["title", "BYTE_ARRAY", "UTF8"],
      ["image", undefined, undefined],
      ["bytes", "BYTE_ARRAY", undefined],
      ["path", "BYTE_ARRAY", "UTF8"],
      ["label", "INT64", undefined],
      ["serial", "INT64", undefined],
      ["text", "BYTE_ARRAY", "UTF8"],
      ["when", "INT64", "TIMESTAMP_MICROS"],
    ]);
    expect(footer.key_value_metadata).toEqual([
      { key: "huggingface", value: JSON.stringify({ info: { features: written } }) },
    ]);
    const parsers = { timestampFromMicroseconds: (micros: bigint) => micros as never };
    const rows = await parquetReadObjects({ file, utf8: false, parsers });
    expect(rows.map(({ image: _, ...row }) => row)).toEqual(
      [0, 2].map((n) => ({
        title: null,
        label: BigInt(n % 2),
        serial: 2n ** 60n + BigInt(n),
        text: `picture number ${n}`,
        when: 1_600_000_000_123_456n + BigInt(n),
      })),
    );
    expect(rows.map(({ image }) => image.path)).toEqual(["0.jpg", "2.jpg"]);
    const head = /^---\n([\s\S]*?)---/u.exec(readFileSync(join(to, "README.md"), "utf8"))?.[1] ?? "";
    expect(parse(head).configs[0].data_files).toEqual([
      { split: "test", path: ["data/test-00000-of-00001.parquet"] },
      { split: "train", path: ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"] },
    ]);
  });

  it("is proven by --check", async () => {
    expect(await checkFindings(to)).toEqual([]);
  });

  it.each<[string, Change, string]>([
    [
      "a caption",
      { captions: ["picture number 0", "another"] },
      "data-train-00000-of-00002/2: text is another",
    ],
    ["a label", { labels: [0n, 1n] }, "data-train-00000-of-00002/2: label is another"],
    [
      "a column's name",
      { label: "class" },
      "data/train-00000-of-00002.parquet: has columns of other names or types than its source",
    ],
    [
      "a feature",
      { features: {} },
      "data/train-00000-of-00002.parquet: has other features in its footer than its source",
    ],
  ])("%s that was changed is found", async (name, change, finding) => {
    const copy = folder(`changed-${name}`);
    cpSync(to, copy, { recursive: true });
    writeFileSync(join(copy, "data/train-00000-of-00002.parquet"), await table([0, 2], change));
    resign(copy);
    expect(await checkFindings(copy)).toContain(finding);
  });

  it("loses the names of classes that nobody measured, from its footer too", async () => {
    const { key_value_metadata = [] } = await parquetMetadataAsync(
      await asyncBufferFromFile(join(to, "data/test-00000-of-00001.parquet")),
    );
    expect(key_value_metadata.map(({ value }) => JSON.parse(value ?? "").info.features.label.names)).toEqual([
      ["train", "test", "class 2"],
    ]);
    const run = await scoredRun(folder("source"), folder("run-carry"));
    const { curated } = await curateScored(run, { to: folder("carried"), carry: ["label.name"] });
    expect(curated).toMatchObject({ carried: { "label.name": 5 }, stripped: { title: 5 } });
    expect(await checkFindings(folder("carried"))).toEqual([]);
    const [pair] = (await pairsOf(folder("source"))).filter(({ key }) => key.startsWith("data-test"));
    expect(pair?.classes).toEqual([{ name: "label.name", text: "train" }]);
  });

  it("is written less a file that cannot be read, which is reported", async () => {
    const whole = await table([0, 1]);
    mkdirSync(folder("torn/data"), { recursive: true });
    writeFileSync(folder("torn/data/train-00000-of-00002.parquet"), whole);
    writeFileSync(folder("torn/data/train-00001-of-00002.parquet"), whole.subarray(0, whole.length / 2));
    const run = await scoredRun(folder("torn"), folder("torn-run"));
    const { curated, lost } = await curateScored(run, { to: folder("torn-out") });
    expect(lost).toBe(true);
    expect(curated.pairs).toMatchObject({ before: 2, written: 2 });
    expect(curated.troubles.join()).toMatch(/^data-train-00001-of-00002: Cannot read /u);
    expect(readdirSync(folder("torn-out/data"))).toEqual(["train-00000-of-00002.parquet"]);
    expect(await checkFindings(folder("torn-out"))).toEqual([]);
  });
});

describe("the footer of a Parquet file that is curated", () => {
  const pandas = JSON.stringify({
    index_columns: [{ kind: "range", name: null, start: 0, stop: 2, step: 1 }],
    columns: [
      { name: "text", field_name: "text", pandas_type: "unicode", numpy_type: "str", metadata: null },
    ],
    creator: { library: "pyarrow", version: "21.0.0" },
    pandas_version: "2.3.1",
  });
  const said = { text: { dtype: "string", _type: "Value" }, url: { dtype: "string", _type: "Value" } };
  const insult = "what nobody measured";

  async function curatedWith(facts: Readonly<Record<string, string>>, carry: readonly string[] = []) {
    const home = folder(`footer-${made++}`);
    mkdirSync(join(home, "source"), { recursive: true });
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "text", data: ["picture number 0", "picture number 1"], type: "STRING" },
        { name: "url", data: ["https://example.org/0.jpg", "https://example.org/1.jpg"], type: "STRING" },
      ],
      kvMetadata: Object.entries(facts).map(([key, value]) => ({ key, value })),
    });
    writeFileSync(join(home, "source/a.parquet"), new Uint8Array(bytes));
    const run = await scoredRun(join(home, "source"), join(home, "run"));
    const { curated } = await curateScored(run, { to: join(home, "out"), carry });
    const footer = await parquetMetadataAsync(await asyncBufferFromFile(join(home, "out/a.parquet")));
    expect(await checkFindings(join(home, "out"))).toEqual([]);
    return { curated, keys: (footer.key_value_metadata ?? []).map(({ key }) => key) };
  }

  it("keeps what says no more than columns and types", async () => {
    const { curated, keys } = await curatedWith({
      huggingface: JSON.stringify({ info: { features: said }, fingerprint: "0123456789abcdef" }),
      pandas,
      "writer.version": "1.2",
    });
    expect([curated.stripped, keys.toSorted()]).toEqual([{}, ["huggingface", "pandas", "writer.version"]]);
  });

  it.each<[string, string]>([
    ["about", insult],
    ["huggingface", JSON.stringify({ info: { features: said, description: insult } })],
    ["huggingface", JSON.stringify({ info: { features: { ...said, [insult]: { dtype: "string" } } } })],
    ["pandas", pandas.replace("pyarrow", insult)],
    ["ARROW:schema", Buffer.from(`\0\0text\0\0${insult}\0`).toString("base64")],
  ])("loses a %s that nobody measured, unless it is carried", async (key, value) => {
    const { curated, keys } = await curatedWith({ [key]: value });
    expect([curated.stripped, keys]).toEqual([{ [`footer.${key}`]: 2 }, []]);
    const carried = await curatedWith({ [key]: value }, [`footer.${key}`]);
    expect([carried.curated.carried, carried.keys]).toEqual([{ [`footer.${key}`]: 2 }, [key]]);
  });
});
