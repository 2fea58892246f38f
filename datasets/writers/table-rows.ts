import { basename, posix } from "node:path";
import { jsonFields } from "../json-text.ts";
import type { Pair } from "../pair.ts";
import { isFieldName } from "../plain-value.ts";
import { jsonLayout } from "../tables/json-files.ts";
import { type ParallelTexts, parallelOf } from "../tables/parallel.ts";
import { csvTable, type Layout, layoutOf } from "../tables/separated.ts";

/** How rows become text in one kind of table. */
export interface RowText {
  /** How a file of JSON holds them; absent where each row is a line. */
  readonly json?: JsonRows;
  /** What stands between two rows. */
  readonly between: string;
  /** What stands before the first row, with the end of its line. @param first of the rows that are written */
  head(first: Pair): string;
  text(pair: Pair): string;
  /** Where each row has a line in another file, too: that file's name and the line. */
  readonly beside?: { readonly source: string; text(pair: Pair): string };
}

/** Rows in lists, which may have names, under names of their own, one alone, as columns side by side, or as lists beside their names. */
export type JsonRows =
  | { readonly kind: "list" | "named" | "record" }
  | { readonly kind: "columns" | "split"; readonly names: readonly string[] };

/** Names that a reader gives to columns without any. */
const UNNAMED = /^column_\d+$/u;

/**
 * How the rows of a table are written again: as their lines, or anew where something was left out of them.
 * @param source the table's name, which says its kind
 * @param file where it lies
 * @param within names of the members of its JSON that the rows lie in
 */
export async function rowText(
  source: string,
  file: string,
  within: readonly string[] = [],
): Promise<RowText> {
  if (/\.(?:jsonl?|ndjson|jsonlines)\b/iu.test(source)) return jsonText(file, within);
  const parallel = csvTable.ending.test(source) ? await parallelOf(file) : undefined;
  if (parallel !== undefined) return parallelText(source, parallel);
  const isTabbed = /\.tsv\b/iu.test(source);
  const layout = await layoutOf(file, isTabbed ? "\t" : undefined);
  const { delimiter = ",", header = false } = layout ?? ({} as Partial<Layout>);
  return {
    between: "\n",
    head({ record = {} }) {
      if (!header) return "";
      const names = Object.keys(record);
      const kept = names.filter((name) => !isGone(name, record));
      if (kept.length === names.length) return `${layout?.line ?? ""}\n`;
      return `${kept.map((name) => cell(name, delimiter)).join(delimiter)}\n`;
    },
    text({ line, record = {} }) {
      if (line !== undefined) return line;
      const isBare = isTabbed && Object.keys(record).every((name) => UNNAMED.test(name));
      return Object.entries(record)
        .filter(([name]) => !isGone(name, record))
        .map(([, value]) => (isBare ? String(value ?? "") : cell(value, delimiter)))
        .join(delimiter);
    },
  };
}

/** Each row as a line of either text. */
function parallelText(source: string, { other, column }: ParallelTexts): RowText {
  return {
    between: "\n",
    head: () => "",
    text: ({ line, record = {} }) => line ?? String(record["caption"] ?? ""),
    beside: {
      source: posix.join(posix.dirname(source), basename(other)),
      text: ({ record = {} }) => String(record[column] ?? ""),
    },
  };
}

/** Whether a column is left out as a whole: its name is a text of its own, which nothing measured. */
function isGone(name: string, record: NonNullable<Pair["record"]>): boolean {
  return record[name] === undefined && !isFieldName(name);
}

async function jsonText(file: string, within: readonly string[]): Promise<RowText> {
  const layout = shapeIn(await jsonLayout(file), within);
  const plain = ({ line, record = {} }: Pair) => line ?? JSON.stringify(record, exact);
  const none = () => "";
  if (layout.kind === "lines") return { between: "\n", head: none, text: plain };
  if (layout.kind === "columns")
    return {
      json: layout,
      between: "\n",
      head: none,
      // Put together by columns once all rows are known.
      text: (pair) => `${pair.row}\t${plain(pair)}`,
    };
  if (layout.kind === "split")
    return {
      json: layout,
      between: ",\n",
      head: none,
      text: (pair) => `[${layout.names.map((name) => rawOf(plain(pair), name)).join(", ")}]`,
    };
  if (layout.kind === "record") return { json: layout, between: "\n", head: none, text: plain };
  if (layout.kind !== "named") return { json: { kind: "list" }, between: ",\n", head: none, text: plain };
  return {
    json: layout,
    between: ",\n",
    head: none,
    text: ({ line, row, record = {} }) => line ?? `"row ${row}": ${JSON.stringify(record, exact)}`,
  };
}

/** How the member of a file holds its rows that lies under these names. */
function shapeIn(
  shape: Awaited<ReturnType<typeof jsonLayout>>,
  within: readonly string[],
  level = 0,
): Exclude<typeof shape, { readonly kind: "nested" }> {
  if (shape.kind !== "nested") return shape;
  const inner = shape.members.find(({ place }) => place.within[level] === within[level])?.shape;
  if (inner === undefined)
    throw new Error(`Cannot write "${within.join(".")}": the source holds no such rows`);
  return shapeIn(inner, within, level + 1);
}

/** A field of a row in JSON, to the digit. */
export function rawOf(line: string, name: string): string {
  return jsonFields(line)?.findLast((field) => field.name === name)?.raw ?? "null";
}

function cell(value: unknown, delimiter: string): string {
  const text = value === null || value === undefined ? "" : String(value);
  return text.includes(delimiter) || /["\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** JSON has no big integers. */
function exact(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
