import type { Field } from "apache-arrow";
import { type KeyValue, parquetMetadataAsync, type SchemaElement } from "hyparquet";
import { openArrowFile } from "../arrow/file.ts";
import { namesIn, namesOf } from "../arrow/value.ts";
import { isFieldName } from "../plain-value.ts";
import { bufferAt } from "../store/buffer.ts";
import { classColumns } from "./class-names.ts";
import { lessTexts } from "./footer-facts.ts";

/** What a file of rows with declared columns says beside its rows. */
export interface ParquetFacts {
  /** Each column of the first level, with its types. */
  readonly columns: readonly string[];
  /** Hugging Face's features and the like. */
  readonly facts: readonly KeyValue[];
  readonly schema: readonly { readonly name: string }[];
  /** Columns in which every name is a word; others may be left out where rows are written again. */
  readonly named: ReadonlySet<string>;
}

/** Reads the types of a Parquet file, so that two files can be held against each other. @throws Error when it has no footer */
export async function parquetFacts(path: string): Promise<ParquetFacts> {
  const file = await bufferAt(path);
  const { schema, key_value_metadata = [] } = await parquetMetadataAsync(file, { geoparquet: false });
  const columns: { isNamed: boolean; types: string }[] = [];
  let open = 0;
  for (const element of schema.slice(1)) {
    const text = JSON.stringify(typesOf(element, open === 0));
    const isNamed = isFieldName(element.name);
    const last = columns.at(-1);
    if (open === 0 || last === undefined) columns.push({ isNamed, types: text });
    else Object.assign(last, { types: last.types + text, isNamed: last.isNamed && isNamed });
    open = Math.max(0, open - 1) + (element.num_children ?? 0);
  }
  return {
    columns: columns.map(({ types }) => types),
    facts: key_value_metadata,
    schema,
    named: new Set(columns.filter(({ isNamed }) => isNamed).map(({ types }) => types)),
  };
}

/** The same of an Arrow file. @throws Error when it has no schema */
export async function arrowFacts(path: string): Promise<ParquetFacts> {
  const { schema, facts } = await openArrowFile(path);
  const textOf = ({ name, type }: Field) => JSON.stringify([name, String(type)]);
  const isNamed = (field: Field) => namesOf(field).every(({ name }) => isFieldName(name));
  return {
    columns: schema.fields.map(textOf),
    facts,
    schema: namesIn(schema),
    named: new Set(schema.fields.filter(isNamed).map(textOf)),
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
