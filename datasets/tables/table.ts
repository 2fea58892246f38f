import type { ClassColumn } from "../formats/class-names.ts";
import type { Trouble } from "../pair.ts";

/** A row of a table, why it cannot be read, or why the rest cannot. */
export type Entry =
  | (({ readonly record: Readonly<Record<string, unknown>> } | { readonly error: string }) & {
      /** Whether bytes that are no UTF-8 became U+FFFD. */
      readonly invalid?: boolean;
      /** The line of text that it stands in, without its end. */
      readonly line?: string;
      /** Its number in the part, where rows before it were left out. */
      readonly row?: number;
    })
  | Trouble;

/** A column of the first level. */
export interface TableColumn {
  readonly name: string;
  /** `image` is Hugging Face's struct of bytes and path. */
  readonly kind: "image" | "bytes" | "other";
}

/** Some rows of a table. */
export interface TablePart {
  /** What it is of, where a file holds several tables. */
  readonly name?: string;
  /** Names of the members that hold it, the outermost first, where it lies deeper in a JSON file than its outermost object. */
  readonly within?: readonly string[];
  /** What its list is called in those. */
  readonly list?: string;
  readonly bytes: number;
  /** Where the file says so. */
  readonly pairs?: number;
  /** Rows of the file before it, where the file has several parts and is written again as a whole. */
  readonly firstRow?: number;
  read(signal: AbortSignal, rows?: ReadonlySet<number>): AsyncGenerator<Entry>;
  /** Some of its first rows, where that is cheaper than to begin with all. */
  first?(signal: AbortSignal): AsyncGenerator<Entry>;
  /** SHA-256 (hex) of the bytes that it is read from. */
  digest(signal: AbortSignal): Promise<string>;
}

/** A file of rows. */
export interface RecordTable {
  /** Columns that it declares, if it does. */
  readonly columns: readonly TableColumn[];
  /** Those whose numbers are classes with names. */
  readonly classes?: readonly ClassColumn[];
  readonly parts: readonly TablePart[];
  /** Files in the same folder that its rows are read from, too. */
  readonly besides?: readonly string[];
  /** Where its rows stand in the file: a JSON path, `lines` of JSON, `header` and what parts the fields, as `header,`, or `beside` another text, line by line. */
  readonly rowsAt?: string;
  /** Whether the whole file is one row. */
  readonly single?: boolean;
}

/** A kind of file that holds rows; its dialect says what they mean. */
export interface TableContainer {
  /** The format's id. */
  readonly id: string;
  readonly about: string;
  /** How its files' names end. */
  readonly ending: RegExp;
  /** Opens a file as parts of at most `rows` rows; `undefined` where it holds no rows of this kind. @throws Error when it cannot be read at all */
  open(path: string, rows: number): Promise<RecordTable | undefined>;
}
