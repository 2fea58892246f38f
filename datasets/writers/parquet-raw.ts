import { type ConvertedType, type KeyValue, parquetMetadataAsync, type SchemaElement } from "hyparquet";
import { openTable, type TableRow } from "../formats/parquet-table.ts";
import { bufferAt } from "../store/buffer.ts";

/** A Parquet file whose values are read as they are stored, whatever its schema makes of them. */
export interface RawTable {
  /** By which its values are written, to the bit as they were read. */
  readonly stored: readonly SchemaElement[];
  /** What the written values mean: the schema of the file, less what cannot be written. */
  readonly schema: readonly SchemaElement[];
  /** What the footer says beside: Hugging Face's features, pandas' and Arrow's types. */
  readonly facts: readonly KeyValue[];
  /** Columns of the first level that can be written. */
  readonly columns: readonly string[];
  rows(): AsyncGenerator<TableRow>;
}

/** Opens a Parquet file to copy rows of it. @param isNamed whether a column may be written under its name @throws Error when it has no footer */
export async function openRaw(path: string, isNamed: (name: string) => boolean): Promise<RawTable> {
  const { schema, key_value_metadata = [] } = await parquetMetadataAsync(await bufferAt(path), {
    geoparquet: false,
  });
  const kept = writable(schema, isNamed);
  const columns = topLevel(kept).map((i) => kept[i]?.name ?? "");
  const table = await openTable(path, {
    schema: (read) => typeless(read),
    parsers: { timestampFromNanoseconds: (nanos: bigint) => nanos as never },
  });
  return {
    stored: typeless(kept),
    schema: kept,
    facts:
      columns.length === topLevel(schema).length
        ? key_value_metadata
        : lessColumns(key_value_metadata, columns),
    columns,
    rows: () => table.read(0, table.rows),
  };
}

/** Where the columns of the first level stand in a schema. */
function topLevel(schema: readonly SchemaElement[]): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i < schema.length; i = after(schema, i)) found.push(i);
  return found;
}

/** Where what follows an element and all that is in it stands. */
function after(schema: readonly SchemaElement[], index: number): number {
  let next = index + 1;
  for (let child = 0; child < (schema[index]?.num_children ?? 0); child++) next = after(schema, next);
  return next;
}

/**
 * Columns whose names are words, or were measured; each may lack a value, since what nothing measured is left out of its row. The
 * timestamps of old writers, 96 bits wide, are written as those of new ones.
 */
function writable(schema: readonly SchemaElement[], isNamed: (name: string) => boolean): SchemaElement[] {
  // A name inside of a column is as readable as its own.
  const isWritten = (i: number) => schema.slice(i, after(schema, i)).every(({ name }) => isNamed(name));
  const columns = topLevel(schema).filter(isWritten);
  const elements = columns.flatMap((i) => {
    const [first, ...rest] = schema.slice(i, after(schema, i)) as [SchemaElement, ...SchemaElement[]];
    const optional = { ...first, repetition_type: "OPTIONAL" as const };
    return [first.repetition_type === "REPEATED" ? first : optional, ...rest];
  });
  const [root] = schema;
  return [{ ...(root ?? { name: "schema" }), num_children: columns.length }, ...elements.map(modern)];
}

function modern(element: SchemaElement): SchemaElement {
  const { type, logical_type, ...rest } = element;
  // The writer spells this logical type so that others cannot read it; the older name says the same.
  if (logical_type?.type === "INTEGER") {
    const converted = `${logical_type.isSigned ? "INT" : "UINT"}_${logical_type.bitWidth}`;
    return { ...rest, ...(type && { type }), converted_type: converted as ConvertedType };
  }
  if (type !== "INT96") return element;
  return {
    ...rest,
    type: "INT64",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" },
  };
}

/** A schema of bare numbers and bytes; lists and maps stay what they are, and so do the keys of maps. */
function typeless(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element, i) => {
    const { converted_type, logical_type, scale: _, precision: __, ...bare } = element;
    if (element.type === undefined) {
      const kind = converted_type ?? (logical_type?.type === "LIST" ? "LIST" : undefined);
      return { ...bare, ...(kind === undefined ? {} : { converted_type: kind }) };
    }
    const isMapKey = element.name === "key" && schema[i - 2]?.converted_type === "MAP";
    return isMapKey ? element : bare;
  });
}

/** Hugging Face's features less those of columns that are not written; what names columns otherwise goes. */
function lessColumns(facts: readonly KeyValue[], columns: readonly string[]): readonly KeyValue[] {
  const known = new Set(columns);
  return facts.flatMap(({ key, value }) => {
    if (key !== "huggingface" || value === undefined) return [];
    try {
      const { info, ...rest } = JSON.parse(value);
      const features = Object.entries(info.features).filter(([name]) => known.has(name));
      const less = { ...rest, info: { ...info, features: Object.fromEntries(features) } };
      return [{ key, value: JSON.stringify(less) }];
    } catch {
      return [];
    }
  });
}
