import type { Pair } from "../pair.ts";
import { type Layout, layoutOf } from "../tables/separated.ts";

/** How rows become text in one kind of table. */
export interface RowText {
  /** What stands before the first row, with the end of its line. */
  readonly head: string;
  /** What stands between two rows. */
  readonly between: string;
  text(pair: Pair): string;
}

/** Names that a reader gives to columns without any. */
const UNNAMED = /^column_\d+$/u;

/**
 * How the rows of a table are written again: as their lines, or anew where something was left out of them.
 * @param source the table's name, which says its kind
 * @param file where it lies
 */
export async function rowText(source: string, file: string): Promise<RowText> {
  if (/\.(?:jsonl|ndjson|jsonlines)\b/iu.test(source))
    return {
      head: "",
      between: "\n",
      text: ({ line, record = {} }) => line ?? JSON.stringify(record, exact),
    };
  if (/\.json\b/iu.test(source))
    return {
      head: "",
      between: ",\n",
      text: ({ line, record = {} }) => line ?? JSON.stringify(record, exact),
    };
  const isTabbed = /\.tsv\b/iu.test(source);
  const layout = await layoutOf(file, isTabbed ? "\t" : undefined);
  const { delimiter = ",", header = false } = layout ?? ({} as Partial<Layout>);
  return {
    head: header ? `${layout?.line ?? ""}\n` : "",
    between: "\n",
    text({ line, record = {} }) {
      if (line !== undefined) return line;
      const isBare = isTabbed && Object.keys(record).every((name) => UNNAMED.test(name));
      return Object.values(record)
        .map((value) => (isBare ? String(value ?? "") : cell(value, delimiter)))
        .join(delimiter);
    },
  };
}

function cell(value: unknown, delimiter: string): string {
  const text = value === null || value === undefined ? "" : String(value);
  return text.includes(delimiter) || /["\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** JSON has no big integers. */
function exact(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
