import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { RecordBatchFileWriter, RecordBatchStreamWriter, RecordBatchWriter, type Schema } from "apache-arrow";
import { type ArrowFile, openArrowFile } from "../arrow/file.ts";
import { namesIn } from "../arrow/value.ts";
import { lessTexts } from "../formats/footer-facts.ts";
import { isFieldName } from "../plain-value.ts";
import type { DatasetWriter, ShardWriter, Target } from "../writer.ts";
import { dictionaryValues, hasDictionary } from "./arrow-dictionaries.ts";
import { type KeptRow, keptRow, partsOf, writtenSchema } from "./arrow-rows.ts";
import { assembleSaved, savedFiles } from "./arrow-saved.ts";
import { outsidePicture, withEnding, writePictures } from "./table-pictures.ts";

/** Rows of the source's Arrow files, with its columns and file names, and what `save_to_disk` leaves beside them. */
export const sourceArrow: DatasetWriter = {
  id: "arrow",
  about: "the source's Arrow files with the rows that pass, their columns and types",
  numbered: false,
  needsImages: false,
  stores: () => true,
  refuses: (pair) => (pair.pair.record === undefined ? "its row could not be read" : outsidePicture(pair)),
  begin,
  assemble: assembleSaved,
  files: (shards) => shards,
  globs: (file) => (file === undefined ? [] : [file]),
};

/** Bytes that wait for the disk. */
const WAITING = 16 * 2 ** 20;

/** A file is a stream between its marks, so its schema stands in front of its rows, too: the library leaves it to the end. */
class FileWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    this._writeMagic()._writePadding(2);
    RecordBatchWriter.prototype["_writeSchema"].call(this, schema);
    return this;
  }
}

/** Rows are noted, and copied at the end: what a file says of its columns stands in front of them. */
async function begin(target: Target): Promise<ShardWriter> {
  const { folder, shard, carry = [] } = target;
  const { file = "", source = "" } = shard ?? {};
  const kept: KeptRow[] = [];
  const named = new Set<string>();
  const measured = new Set<string>();
  const carried = new Set<string>();
  let stripped: readonly string[] = [];
  const carries = (listed: string) => {
    if (carry.includes(listed)) carried.add(listed);
    return carried.has(listed);
  };
  return {
    async write(pair) {
      await writePictures(pair, target, withEnding);
      const { texts } = pair;
      const { row, record = {}, classes = [] } = pair.pair;
      kept.push(keptRow(row, record));
      for (const name of Object.keys(record)) if (texts?.has(name.trim())) named.add(name);
      for (const { text } of classes) if (texts?.has(text.trim())) measured.add(text);
    },
    async finish() {
      if (kept.length === 0) return [];
      const table = await openArrowFile(file);
      const less = lessTexts(table.facts, namesIn(table.schema), {
        className: (name, listed) => measured.has(name) || carries(listed),
        fact: (_, listed) => carries(listed),
      });
      stripped = less.stripped;
      const path = join(folder, source);
      await mkdir(dirname(path), { recursive: true });
      await copyRows(
        table,
        kept,
        writtenSchema(table.schema, less.facts, (name) => isFieldName(name) || named.has(name)),
        path,
      );
      return [source, ...savedFiles(file, source)];
    },
    kinds: () => [],
    stripped: () => stripped,
    carried: () => [...carried],
    abandon: () => rm(join(folder, source), { force: true }),
  };
}

async function copyRows(
  { schema, isFile, batches }: ArrowFile,
  kept: readonly KeptRow[],
  written: Schema,
  path: string,
): Promise<void> {
  const writer = isFile ? new FileWriter() : new RecordBatchStreamWriter();
  const sink = createWriteStream(path);
  const closed = finished(Readable.from(writer).pipe(sink));
  // A failed disk is reported at the end; until then it must only not end the process.
  closed.catch(() => {});
  const dictionaries = dictionaryValues(schema);
  if (schema.fields.some(({ type }) => hasDictionary(type)))
    for await (const { batch, rows } of keptOf(batches(), kept)) dictionaries.add(batch, rows);
  let copied = 0;
  for await (const { batch, rows } of keptOf(batches(), kept)) {
    copied += rows.length;
    for (const part of partsOf(batch, rows, written, dictionaries.of)) {
      writer.write(part);
      do await new Promise((resolve) => setImmediate(resolve));
      while (sink.writableLength > WAITING);
    }
  }
  if (copied < kept.length) throw new Error(`Cannot read row ${kept[copied]?.row} of an Arrow file again`);
  writer.finish();
  await closed;
}

/** Each batch with the rows of it that are kept, numbered in it. */
async function* keptOf(batches: ReturnType<ArrowFile["batches"]>, kept: readonly KeptRow[]) {
  let [from, at] = [0, 0];
  for await (const batch of batches) {
    const rows: KeptRow[] = [];
    for (let row = kept[at]; row !== undefined && row.row < from + batch.numRows; row = kept[++at])
      rows.push({ ...row, row: row.row - from });
    from += batch.numRows;
    yield { batch, rows };
  }
}
