import { DataType } from "apache-arrow";
import { asyncBufferFromFile, type KeyValue, parquetMetadataAsync, type SchemaElement } from "hyparquet";
import { openArrowFile } from "../arrow/file.ts";
import { namesIn } from "../arrow/value.ts";
import { isFieldName } from "../plain-value.ts";
import { classColumns } from "./class-names.ts";
import { lessTexts } from "./footer-facts.ts";

/** What a file of rows with declared columns says beside its rows. */
export interface ParquetFacts {
  /** Each column of the first level, with its types. */
  readonly columns: readonly string[];
  /** Hugging Face's features and the like. */
  readonly facts: readonly KeyValue[];
  readonly schema: readonly { readonly name: string }[];
  /** Whether all names in all columns are words; others are left out where rows are written again. */
  readonly isNamed: boolean;
}

/** Reads the types of a Parquet file, so that two files can be held against each other. @throws Error when it has no footer */
export async function parquetFacts(path: string): Promise<ParquetFacts> {
  const file = await asyncBufferFromFile(path);
  const { schema, key_value_metadata = [] } = await parquetMetadataAsync(file, { geoparquet: false });
  const columns: { name: string; types: string }[] = [];
  let open = 0;
  for (const element of schema.slice(1)) {
    const text = JSON.stringify(typesOf(element, open === 0));
    if (open === 0) columns.push({ name: element.name, types: text });
    else (columns.at(-1) ?? { types: "" }).types += text;
    open = Math.max(0, open - 1) + (element.num_children ?? 0);
  }
  return {
    columns: columns.map(({ types }) => types),
    facts: key_value_metadata,
    schema,
    isNamed: schema.slice(1).every(({ name }) => isFieldName(name)),
  };
}

/** The same of an Arrow file. @throws Error when it has no schema */
export async function arrowFacts(path: string): Promise<ParquetFacts> {
  const { schema, facts } = await openArrowFile(path);
  const typeOf = (type: DataType) => String(DataType.isDictionary(type) ? type.dictionary : type);
  const names = namesIn(schema);
  return {
    columns: schema.fields.map(({ name, type }) => JSON.stringify([name, typeOf(type)])),
    facts,
    schema: names,
    isNamed: names.every(({ name }) => isFieldName(name)),
  };
}

/**
 * What of a footer's facts is left out of those of another, as a curation lists it.
 * @returns nothing where they differ by more than names of classes
 */
export function leftOutOfFacts(
  before: readonly KeyValue[],
  { facts: after, schema }: Pick<ParquetFacts, "facts" | "schema">,
): readonly string[] | undefined {
  const kept = new Set(classColumns(after).flatMap(({ names }) => names));
  const { facts, stripped } = lessTexts(before, schema, {
    className: (name) => kept.has(name),
    fact: ({ key, value }) => after.some((one) => one.key === key && one.value === value),
  });
  const texts = (all: readonly KeyValue[]) =>
    all.map(({ key, value }) => JSON.stringify([key, value])).sort();
  return texts(facts).join() === texts(after).join() ? stripped : undefined;
}

/** Old and new names of a type are one; whether a column of the first level may lack values is no matter. */
function typesOf(element: SchemaElement, isFirst: boolean): unknown {
  const { name, type, type_length, repetition_type, num_children, scale, precision } = element;
  const { converted_type, logical_type } = element;
  const meaning =
    logical_type?.type === "INTEGER"
      ? `${logical_type.isSigned ? "INT" : "UINT"}_${logical_type.bitWidth}`
      : (logical_type ?? converted_type);
  const wide =
    type === "INT96" ? ["INT64", { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" }] : null;
  const repeated = isFirst ? repetition_type === "REPEATED" : repetition_type;
  return [name, ...(wide ?? [type, meaning]), type_length, repeated, num_children, scale, precision];
}
