/** Writes `docs/run-format.md` from the schemas of `src/run/` and the columns of the filters. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Column, listFilters } from "../filters/index.ts";
import { similarityColumns } from "../filters/pair-similarity.ts";
import { vectorHeaderSchema } from "../src/looking/meaning/vectors.ts";
import { baseColumns } from "../src/run/arrow.ts";
import {
  consentColumns,
  coverageColumns,
  decisionColumns,
  depictsColumns,
  duplicateColumns,
  imageTopicColumns,
  manifestColumns,
  shardMetadata,
  topicColumns,
} from "../src/run/file-columns.ts";
import {
  errorLineSchema,
  runFileSchema,
  runLayout,
  runPartSchema,
  sealedListSchema,
  shardLineSchema,
} from "../src/run/format.ts";
import { recordSchema } from "../src/run/labels.ts";
import { viewSchema } from "../src/views/saved-view.ts";

/** A JSON Schema, as far as a table of its fields needs it. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");

/** @param whole how whole numbers are stored */
const columnTable = (columns: readonly Column[], whole: "int32" | "int64" = "int32") =>
  table(
    ["Column", "Type", "Range", "Meaning"],
    columns.map(({ name, type, range, meaning }) => [
      `\`${name}\``,
      type === "int32" ? whole : type,
      range ? `${range[0]} to ${range[1]}` : "",
      meaning,
    ]),
  );

function fieldTable(schema: z.ZodType): string {
  return table(["Field", "Type", "Meaning"], fieldRows(z.toJSONSchema(schema) as Schema, ""));
}

/** One row per field, its path as `inputs.shards[].name`; optional ones with `?`. */
function fieldRows(schema: Schema, before: string): readonly (readonly string[])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${before}${name}${schema.required?.includes(name) ? "" : "?"}`;
    const inner = innerOf(field);
    const under = inner === undefined ? [] : fieldRows(inner.schema, `${path}${inner.list ? "[]" : ""}.`);
    return [[`\`${path}\``, typeOf(field), field.description ?? ""], ...under];
  });
}

/** The object whose fields stand below a field: itself, that of a list, or that which is not null. */
function innerOf(schema: Schema): { readonly schema: Schema; readonly list: boolean } | undefined {
  if (schema.properties) return { schema, list: false };
  if (schema.items?.properties) return { schema: schema.items, list: true };
  const object = schema.anyOf?.find(({ properties }) => properties);
  return object && { schema: object, list: false };
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.prefixItems)
    return `list of ${schema.prefixItems.length} ${typeOf(schema.prefixItems[0] ?? {})}s`;
  if (schema.items) return `list of ${typeOf(schema.items)}s`;
  return schema.pattern === undefined ? String(schema.type) : `${schema.type} matching \`${schema.pattern}\``;
}

/** Records of one file, told apart by their `type`. */
function recordTables(schema: z.ZodType): string {
  const { oneOf = [], anyOf = oneOf } = z.toJSONSchema(schema) as Schema;
  return anyOf.map((record) => table(["Field", "Type", "Meaning"], fieldRows(record, ""))).join("\n\n");
}

/** The page as the code has it now. */
export async function runFormatPage(): Promise<string> {
  const filters = (await listFilters()).map(({ id, columns }) => ({
    id,
    columns: id === "pair-similarity" ? similarityColumns : columns,
  }));
  return `# The format of a run

**A stable contract.** A program that reads runs by this page reads those of every later version with the same number in \`schema\`: files, fields and columns may be added, none goes away, and none changes its meaning without the number going up. Sluice reads the runs of every version before it: what those lack is marked “absent in runs of older versions”. What is not on this page (\`.duckdb-<id>/\`, \`claims/\`, files that end in \`.part\`) is nobody's to read. Made from the code by \`npm run docs:run-format\`; a test compares it (\`test/contracts/run-format.test.ts\`). From JavaScript: [sluice/run](library.md#read-a-run), under the same promise.

A run is a folder. Whatever is JSON carries \`schema\`, whose number goes up when a field changes its meaning or goes away; fields may be added without that.

## From Python

With pandas and DuckDB, as a test runs it (\`test/interop/run.test.ts\`):

\`\`\`python
import json, pathlib, duckdb, pandas as pd

run = pathlib.Path("runs/sample")
told = json.loads((run / "run.json").read_text())
print(told["inputs"]["format"], [f["id"] for f in told["inputs"]["filters"]])
files = sorted((run / told.get("scoresIn", "scores")).glob("*.parquet"))
scores = duckdb.read_parquet([str(file) for file in files], union_by_name=True)
print(duckdb.sql("SELECT count(*) AS pairs, count(error) AS errors FROM scores").fetchall()[0])
frame = pd.concat([pd.read_parquet(file) for file in files])
print(frame.groupby("shard")["caption_length"].median().round().astype(int).to_dict())
decided = pd.concat([pd.read_parquet(file) for file in (run / "decisions").glob("*.parquet")])
print(sorted(decided["action"].unique()), len(decided) == len(frame))
\`\`\`

## Layout

${table(
  ["File", "Holds"],
  runLayout.map(({ path, holds }) => [`\`${path}\``, holds]),
)}

## \`run.json\`

The same \`inputs\` give the same bytes of \`scores/\`. A run goes on only with the same ones.

${fieldTable(runFileSchema)}

## \`parts/<worker>.json\`

The only file with clocks in it.

${fieldTable(runPartSchema)}

## \`scores/<shard>.parquet\`

Every column may be null: what was not measured. \`float32\` is FLOAT, \`int32\` INT32, \`int64\` INT64, \`bool\` BOOLEAN, \`utf8\` a UTF8 BYTE_ARRAY. Columns of every run come first, then those of its filters, in the order of \`inputs.filters\`.

${columnTable(baseColumns)}

${filters.map(({ id, columns }) => `### Filter \`${id}\`\n\n${columnTable(columns)}`).join("\n\n")}

Another model (\`--model\`) may have other labels, and so other columns; filters of [one's own](extending.md) add theirs. \`run.json\` says which a run has.

The footer's key-value metadata, as texts:

${table(
  ["Key", "Meaning"],
  Object.entries(shardMetadata).map(([key, meaning]) => [`\`sluice.${key}\``, meaning]),
)}

## \`shards.jsonl\`

Only in \`sluice.run/2\`: a line per shard, in the order of the dataset.

${fieldTable(shardLineSchema)}

## \`sealed/\` and \`shards.parquet\`

A run of more than a hundred shards has a file of scores for each until it is sealed. Then it has files of about 512 MB with the same columns and rows, and \`scoresIn\` in \`run.json\` is \`sealed\`. \`sealed/files.json\`:

${fieldTable(sealedListSchema)}

\`shards.parquet\` is the manifest, which the footers' \`sluice.shards\` say as well, each for its file (JSON):

${columnTable(manifestColumns, "int64")}

For each column of numbers it has \`min_<column>\` and \`max_<column>\` (DOUBLE): the smallest and largest value in the shard.

## \`errors/<shard>.jsonl\`

${recordTables(errorLineSchema)}

## \`duplicates.parquet\`

Only pairs whose image comes earlier in the dataset have a row.

${columnTable(duplicateColumns)}

## \`coverage.parquet\`
${columnTable(coverageColumns, "int64")}

## \`decisions/<policy digest>.parquet\`

One row per pair; the digest is of what the policy says, not of its layout.

${columnTable(decisionColumns)}

## \`labels/<reviewer>.jsonl\`

One record a line; nothing is ever changed, an undo is a line too. What stands is the replay of all lines.

${recordTables(recordSchema)}

## \`views/<name>.json\`

${fieldTable(viewSchema)}

## \`embeddings/<shard>.bin\` and \`topics.parquet\`, \`image-topics.parquet\`

The first 512 bytes are this JSON, spaces and a line's end; then, little-endian, \`count\` rows in the shard (int32), \`count\` scales (float32) and \`count\` × \`width\` bytes (int8): a vector of length 1 is its bytes times its scale.

${fieldTable(vectorHeaderSchema)}

${columnTable(topicColumns)}

\`image-topics.parquet\` has the same, with \`image_topic\`: ${imageTopicColumns.at(-1)?.meaning}.

## \`depicts.parquet\`

\`:representation\` writes it anew each time, so that the lines of its tables open exactly the pairs that they count.

${columnTable(depictsColumns)}

## \`consent.parquet\`

${columnTable(consentColumns)}
`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(import.meta.dirname, "run-format.md"), await runFormatPage());
