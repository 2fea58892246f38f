import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { PassThrough, pipeline, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { sha256Stream } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";

/** Which columns of a CSV file are read. */
export interface Columns {
  readonly text: string;
  readonly group?: string;
}

/** One usable row. */
export interface LabelledText {
  readonly text: string;
  /** One per label, in order; `null` where nobody annotated it. */
  readonly labels: readonly (0 | 1 | null)[];
  /** Empty where the row names no group, or none was asked for. */
  readonly group: string;
}

/** Why a row cannot be used, and how many such rows there were. */
export interface BadRows {
  /** More or fewer cells than the header. */
  malformed: number;
  emptyText: number;
  wrongLabel: number;
}

/** A file being read; `labels` are those that are columns of the file. */
export interface LabelledFile {
  readonly labels: readonly string[];
  /** The usable rows, once. */
  readonly rows: AsyncIterable<LabelledText>;
  /** Complete when `rows` has ended. */
  readonly bad: Readonly<BadRows>;
  /** SHA-256 of the file's bytes, once `rows` has been read to the end. */
  digest(): string;
}

/**
 * Opens a CSV file with a header (`.csv`, or `.gz` of one), as a stream: it may be larger than memory.
 * A label's cell is `0`, `1` (or `0.0`, `1.0`, as data frames with gaps write them) or empty.
 * @param wanted labels that must be columns, or those that may be (`optional`)
 * @throws CliError (exit code 2) when it cannot be read or a column is missing
 */
export async function openLabelled(
  path: string,
  columns: Columns,
  wanted: { readonly names: readonly string[]; readonly optional: boolean },
): Promise<LabelledFile> {
  const bad: BadRows = { malformed: 0, emptyText: 0, wrongLabel: 0 };
  const hash = sha256Stream();
  const records = recordsOf(path, hash);
  const first = await records.next();
  if (first.done) throw refuse(path, "wanted a header line, got an empty file");
  try {
    const header = first.value;
    const labels = wanted.optional ? wanted.names.filter((name) => header.includes(name)) : wanted.names;
    if (labels.length === 0)
      throw refuse(path, `wanted a column for a label (${wanted.names.join(", ")}), got none`);
    const indexOf = (name: string) => {
      if (header.includes(name)) return header.indexOf(name);
      throw refuse(path, `wanted a column "${name}", got none of that name`);
    };
    const at = {
      text: indexOf(columns.text),
      labels: labels.map(indexOf),
      group: columns.group === undefined ? -1 : indexOf(columns.group),
    };
    const rows = usableRows(records, header.length, at, bad);
    return { labels, rows, bad, digest: () => hash.copy().digest("hex") };
  } catch (error) {
    await records.return(undefined);
    throw error;
  }
}

async function* usableRows(
  records: AsyncIterable<readonly string[]>,
  width: number,
  at: { readonly text: number; readonly labels: readonly number[]; readonly group: number },
  bad: BadRows,
): AsyncGenerator<LabelledText> {
  for await (const record of records) {
    const text = record[at.text] ?? "";
    const labels = at.labels.map((index) => labelOf(record[index] ?? ""));
    if (record.length !== width) bad.malformed++;
    else if (text.trim() === "") bad.emptyText++;
    else if (labels.includes(undefined)) bad.wrongLabel++;
    else yield { text, labels: labels.map((label) => label ?? null), group: record[at.group]?.trim() ?? "" };
  }
}

/** `undefined` for what is no label. */
function labelOf(cell: string): 0 | 1 | null | undefined {
  const value = cell.trim();
  if (value === "") return null;
  if (/^0(?:\.0+)?$/u.test(value)) return 0;
  return /^1(?:\.0+)?$/u.test(value) ? 1 : undefined;
}

async function* recordsOf(path: string, hash: Hash): AsyncGenerator<readonly string[], undefined> {
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // A broken quotation is fatal: where it ends is a guess, and the rows inside it would be lost unseen.
  const parser = parse({ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  const unpacking = path.endsWith(".gz") ? createGunzip() : new PassThrough();
  // The reader below hears of a failure through the parser, which the pipeline destroys with it.
  pipeline(createReadStream(path), hashing, unpacking, parser, () => {});
  try {
    for await (const record of parser) yield record as readonly string[];
  } catch (cause) {
    throw refuse(path, `wanted a readable CSV file, got: ${oneLine(cause)}`, cause);
  }
}

function refuse(path: string, reason: string, cause?: unknown): CliError {
  return new CliError(`Cannot evaluate on "${basename(path)}": ${reason}`, { exitCode: 2, cause });
}
