import { field, type Node, recordSet, ref } from "./croissant-nodes.ts";
import type { LayoutRow } from "./layout.ts";

/** Tables with more files than this are named, with their hashes, but not described file by file. */
export const MOST_FILES = 20;

/** Croissant's types of ours; what is nested is described by no field. */
const TYPES: Readonly<Record<string, string>> = {
  text: "sc:Text",
  integer: "sc:Integer",
  float: "sc:Float",
  boolean: "sc:Boolean",
  date: "sc:DateTime",
  image: "sc:ImageObject",
  nothing: "sc:Text",
};

/** A column of a table as Croissant describes it. */
export interface TableField {
  readonly name: string;
  readonly dataType: string;
  readonly description?: string;
  /** Which part of a struct holds the value. */
  readonly jsonPath?: string;
  readonly isArray?: boolean;
}

/** Columns that a field can describe, and the names of the others. */
export function tableFields(columns: readonly LayoutRow[]): {
  readonly fields: readonly TableField[];
  readonly left: readonly string[];
} {
  const fields: TableField[] = [];
  const left: string[] = [];
  for (const { name, type, takenFor } of columns) {
    const list = /^list of (.+)$/u.exec(type)?.[1];
    const dataType = takenFor === "image" && type === "bytes" ? "sc:ImageObject" : typeOf(list ?? type);
    if (dataType === undefined || (list !== undefined && dataType === "sc:ImageObject")) left.push(name);
    else
      fields.push({
        name,
        dataType,
        ...(type === "image" ? { jsonPath: "bytes" } : {}),
        ...(list === undefined ? {} : { isArray: true }),
      });
  }
  return { fields, left };
}

/** Croissant's type of ours; values of several plain types are read as text. */
export function typeOf(type: string): string | undefined {
  const types = type.split(" or ");
  if (types.length === 1) return TYPES[type];
  return types.every((one) => /^(?:text|integer|float|boolean)$/u.test(one)) ? "sc:Text" : undefined;
}

/** Where the fields of a table are from: a file by its id, or what stands for it. */
type TableSource = string | Node;

/**
 * One record set per file: Croissant has no way to say that loose files are one table, and its reader takes a set of
 * files only out of an archive or a folder.
 * @param name the record set's id, followed by the file's number where there are several
 */
export function tableRecordSets(
  name: string,
  files: readonly TableSource[],
  fields: readonly TableField[],
  { key = "key", left = [] }: { readonly key?: string | null; readonly left?: readonly string[] } = {},
): readonly Node[] {
  if (files.length > MOST_FILES) return [];
  return files.map((file, i) => {
    const id = files.length === 1 ? name : `${name}-${i}`;
    return recordSet(
      id,
      fields.map(({ name: column, dataType, description, jsonPath, isArray }) =>
        field(
          `${id}/${column}`,
          dataType,
          {
            ...(typeof file === "string" ? { fileObject: ref(file) } : file),
            extract: { column },
            ...(jsonPath === undefined ? {} : { transform: { jsonPath } }),
          },
          {
            ...(description === undefined ? {} : { description }),
            ...(isArray ? { isArray, arrayShape: "-1" } : {}),
          },
        ),
      ),
      {
        ...(key === null ? {} : { key: ref(`${id}/${key}`) }),
        ...(left.length === 0
          ? {}
          : { description: `Columns of nested values, which no field describes: ${left.join(", ")}.` }),
      },
    );
  });
}
