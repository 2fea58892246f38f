import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { digestFile } from "../fingerprint.ts";
import { jsonElements, parseJson } from "../json-text.ts";
import { oneLine } from "../one-line.ts";
import { isSplitName } from "../splits.ts";
import { decodeText, isImageName, kindOf, type Text } from "../text.ts";
import { canEnter, type JsonPlace, jsonBytes, wholeJson } from "./json-place.ts";
import { type JsonRun, rangesOf } from "./json-ranges.ts";
import { isRowOf, type JsonShape, shapeOf } from "./json-shape.ts";
import { jsonValues } from "./json-values.ts";
import type { Entry, RecordTable, TablePart } from "./table.ts";

/** A JSON file of rows, read as a stream whatever its size; `undefined` where it holds none. */
export async function openJson(path: string, rows: number): Promise<RecordTable | undefined> {
  const place = wholeJson(path);
  const shape = await shapeOf(place);
  return shape && { columns: [], ...(await opened(place, shape, rows)) };
}

type Opened = Omit<RecordTable, "columns">;

async function opened(place: JsonPlace, shape: JsonShape, rows: number): Promise<Opened> {
  if (shape.kind === "nested") {
    const members = await Promise.all(shape.members.map((one) => opened(one.place, one.shape, rows)));
    return { parts: members.flatMap(({ parts }) => parts) };
  }
  const isList = shape.kind === "list" || shape.kind === "lists";
  const ranges = isList && (await canEnter(place)) ? await rangesOf(place, shape, rows) : [];
  const at = rowsAt(place, shape);
  if (ranges.length > 0) return { parts: ranges.map((range) => partOf(place, range)), ...at };
  const { path, range } = place;
  const read = (signal: AbortSignal) => guarded(path, entriesOf(place, shape, signal), signal);
  const whole = {
    ...inMember(place),
    bytes: range ? range.end - range.start : statSync(path).size,
    read,
    // Of what is packed, a part has no bytes of its own.
    digest: async (signal: AbortSignal) =>
      digestFile(path, signal, range && (await canEnter(place)) ? range : undefined),
  };
  return { parts: [whole], ...at, ...(shape.kind === "record" ? { single: true } : {}) };
}

function rowsAt({ within }: JsonPlace, shape: JsonShape): Pick<RecordTable, "rowsAt"> {
  if (within.length > 0) return {};
  if (shape.kind === "record") return { rowsAt: "$" };
  return shape.kind === "list" ? { rowsAt: `$[*]${"[*]".repeat(shape.deeper)}` } : {};
}

/** What a part is called that is of a member of the file: by a split, where one of the names is. */
function inMember({ within }: JsonPlace, list = ""): Pick<TablePart, "name" | "within"> {
  const names = list === "" ? within : [...within, list];
  const name = names.find(isSplitName) ?? names.at(-1);
  return {
    ...(name === undefined ? {} : { name }),
    ...(within.length === 0 ? {} : { within, ...(list === "" ? {} : { list }) }),
  };
}

function partOf(place: JsonPlace, { start, end, within, broken }: JsonRun): TablePart {
  const { path } = place;
  async function* inBrackets(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    yield Buffer.from("[");
    yield* createReadStream(path, { start, end: end - 1, signal, highWaterMark: 2 ** 20 });
    yield Buffer.from("]");
  }
  async function* entries(signal: AbortSignal): AsyncGenerator<Entry> {
    for await (const { bytes } of jsonValues(inBrackets(signal), 1)) yield* listed(decodeText(bytes));
    if (broken !== undefined) throw new Error(broken);
  }
  return {
    ...inMember(place, within),
    bytes: end - start,
    read: (signal) => guarded(path, entries(signal), signal),
    digest: (signal) => digestFile(path, signal, { start, end }),
  };
}

/** Rows of a file that is read from its start to its end. */
async function* entriesOf(place: JsonPlace, shape: JsonShape, signal: AbortSignal): AsyncGenerator<Entry> {
  if (shape.kind === "columns") return yield* rowsOfColumns(place, shape.names, signal);
  if (shape.kind === "record") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of jsonBytes(place, signal)) chunks.push(chunk);
    return yield entryOf(decodeText(Buffer.concat(chunks)));
  }
  const depth = shape.kind === "lists" || shape.kind === "split" ? 2 : 1;
  for await (const value of jsonValues(jsonBytes(place, signal), depth)) {
    if (shape.kind === "split") {
      if (value.within === "data") yield splitEntry(decodeText(value.bytes), shape.names);
      continue;
    }
    if (shape.kind === "lists" && !isRowOf(value)) continue;
    if (shape.kind === "named") yield entryOf(decodeText(value.bytes), value.name, shape.pictures);
    else yield* listed(decodeText(value.bytes));
  }
}

/** Lists in lists, deeper than which nothing is a row. */
const DEEPEST = 8;

/** One row; a list of objects, as channels of messages are kept, is a row each, and each stays in brackets of its own. */
function* listed(read: Text, depth = 0): Generator<Entry> {
  const inner = depth < DEEPEST && /^\s*\[/u.test(read.text) ? rowsIn(read.text) : undefined;
  if (inner === undefined) yield entryOf(read);
  else
    for (const text of inner)
      for (const entry of listed({ text, invalid: read.invalid }, depth + 1))
        yield "line" in entry ? { ...entry, line: `[${entry.line}]` } : entry;
}

/** The objects of a list, or the lists in it, as they are written; `undefined` where anything else stands in it. */
function rowsIn(text: string): readonly string[] | undefined {
  try {
    const raw = jsonElements(text);
    return raw?.every((one) => one.startsWith("{")) || raw?.every((one) => /^\[\s*[[{]/u.test(one))
      ? raw
      : undefined;
  } catch {
    return undefined;
  }
}

/** One row, of which its name is a field; a row that is no object is a caption, or several. */
function entryOf({ text, invalid }: Text, name?: string, isPicture = false): Entry {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return { error: "Cannot read row: wanted a JSON object, got broken JSON" };
  }
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  if (name === undefined)
    return isObject
      ? { record: value as Readonly<Record<string, unknown>>, invalid, line: text.trim() }
      : { error: `Cannot read row: wanted a JSON object, got ${kindOf(value)}`, line: text.trim() };
  const fields = isObject ? (value as Readonly<Record<string, unknown>>) : { caption: value };
  const own = isPicture || isImageName(name) || name.includes("/") ? "file_name" : "key";
  return { record: { [own]: name, ...fields }, invalid, line: `${JSON.stringify(name)}: ${text.trim()}` };
}

/** A row that is a list, by the names of its columns. */
function splitEntry({ text, invalid }: Text, names: readonly string[]): Entry {
  let values: readonly string[] | undefined;
  try {
    values = jsonElements(text);
  } catch {
    return { error: "Cannot read row: wanted a list, got broken JSON" };
  }
  if (values?.length !== names.length)
    return { error: `Cannot read row: wanted ${names.length} values, got ${values?.length ?? "no list"}` };
  const fields = names.map((name, i) => `${JSON.stringify(name)}: ${values[i]}`);
  // Of a line of its own; texts hold no bare line ends.
  return entryOf({ text: `{${fields.join(", ")}}`.replaceAll(/[\r\n]+/gu, " "), invalid });
}

/** The values of columns side by side, each row as a line of its own; each column is a stream. */
async function* rowsOfColumns(
  place: JsonPlace,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const columns = names.map((name) => columnOf(place, name, signal));
  try {
    for (let row = 0; ; row++) {
      const values = await Promise.all(columns.map((column) => column.next()));
      const ended = names.filter((_, i) => values[i]?.done);
      if (ended.length === names.length) return;
      if (ended.length > 0)
        throw new Error(`column "${ended[0]}" ends after ${row} values, and others go on`);
      const raw = names.map((name, i) => `${JSON.stringify(name)}: ${values[i]?.value ?? "null"}`);
      const line = `{${raw.join(", ")}}`;
      yield { record: parseJson(line) as Readonly<Record<string, unknown>>, line };
    }
  } finally {
    await Promise.all(columns.map((column) => column.return(undefined)));
  }
}

async function* columnOf(
  place: JsonPlace,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<string, undefined> {
  let begun = false;
  for await (const { within, bytes } of jsonValues(jsonBytes(place, signal), 2)) {
    if (within !== name && begun) return undefined;
    if (within !== name) continue;
    begun = true;
    const { text } = decodeText(bytes);
    parseJson(text);
    // Of a line of its own; texts hold no bare line ends.
    yield text.trim().replaceAll(/[\r\n]+/gu, " ");
  }
  return undefined;
}

/** What is torn is trouble, behind the rows before it. */
async function* guarded(
  path: string,
  entries: AsyncGenerator<Entry>,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  try {
    yield* entries;
  } catch (cause) {
    signal.throwIfAborted();
    yield { trouble: `Cannot read "${basename(path)}" to its end: ${oneLine(cause)}` };
  }
}
