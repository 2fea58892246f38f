import { join, posix } from "node:path";
import { digestItems } from "../fingerprint.ts";
import type { Claims, Location, Shard, ShardZips } from "../format.ts";
import { type ClassColumn, classTexts } from "../formats/class-names.ts";
import type { DatasetMap, MapWish } from "../map.ts";
import type { Pair, Trouble } from "../pair.ts";
import { isSplitName } from "../splits.ts";
import type { RecordTable, TablePart } from "../tables/table.ts";
import { numbered, partName } from "../text.ts";
import { keyText, type UniqueKey, uniqueKeys } from "../unique-keys.ts";
import { holdsPictures } from "../zip/pictures.ts";
import { type Beside, picturesBeside } from "./beside.ts";
import type { Answer } from "./fitting-wish.ts";
import { digestibleRows, namedFiles } from "./named-files.ts";
import { besideFirst, besideRecord } from "./own-folder.ts";
import { type Proposal, proposeMap } from "./propose.ts";
import { readRecord } from "./read-record.ts";

/** A table of a place: how it is read, and what its fields are. */
export interface MappedTable {
  readonly shards: readonly Shard[];
  readonly map: DatasetMap;
  readonly namesFiles: boolean;
  readonly found: boolean;
  readonly hasImages: boolean;
  readonly claims: Claims;
  readonly answer: Answer;
}

/** What is particular to a format's tables. */
export interface TableManner {
  /** Name of its shards; they are numbered where it says so. */
  readonly stem: string;
  readonly numbered: boolean;
  /** Whether a row that names no image is an error, and of which field. */
  readonly needs?: string;
}

/** Records that say what the fields are. */
const SAMPLED = 200;
const SAMPLED_BYTES = 32 * 2 ** 20;

/**
 * Opens a table by what its first records say.
 * @param known proposals of tables of the same place by the columns that they declare: these are not looked at again
 * @throws Error with one line, of dialects that fit equally or a wish for one that there is not
 */
export async function mapTable(
  location: Location,
  file: string,
  table: RecordTable,
  manner: TableManner,
  wish: MapWish,
  known: Map<string, Proposal> = new Map(),
): Promise<MappedTable> {
  const beside = await picturesBeside(location, file);
  const signature = JSON.stringify([table.columns, wish]);
  const same = table.columns.length > 0 ? known.get(signature) : undefined;
  const { proposal, isSeen } = same
    ? { proposal: same, isSeen: true }
    : await propose(file, table, beside, wish);
  // A split without rows says nothing of the others.
  if (isSeen) known.set(signature, proposal);
  const { map, namesFiles, found, answer } = proposal;
  const reads = namesFiles && location.isFolder ? await namedFiles(table, map, beside, location, file) : [];
  const zips = reads.filter((one) => holdsPictures(location, one));
  const named = new Set(table.parts.map(({ name }) => name ?? ""));
  const shards = table.parts.map((part, i): Shard => {
    const stem = named.size > 1 ? stemOf(manner.stem, part.name ?? "") : manner.stem;
    return {
      name: manner.numbered ? numbered(stem, i) : table.parts.length > 1 ? partName(stem, i) : stem,
      source: file,
      file: join(location.root, file),
      ...listOf(part),
      bytes: part.bytes,
      ...(part.pairs === undefined ? {} : { pairs: part.pairs }),
      ...(part.firstRow === undefined ? {} : { firstRow: part.firstRow }),
      hasImages: map.image.length > 0,
      ...rowsAt(table, part),
      // Such a table is hashed in parts, or with the pictures that it names.
      ...((manner.numbered || namesFiles || table.parts.length > 1) && i === 0
        ? { whole: join(location.root, file) }
        : {}),
      ...(zips.length > 0 && i === 0 ? { zips: picturesIn(location, zips) } : {}),
      read: (signal, rows) =>
        readPairs(part, proposal, beside, { ...manner, file, classes: table.classes ?? [] }, signal, rows),
      digest: (signal) =>
        namesFiles
          ? digestItems(digestibleRows(part.read(signal), map, beside), signal)
          : part.digest(signal),
    };
  });
  const besides = (table.besides ?? []).map((name) => posix.join(posix.dirname(file), name));
  return {
    shards,
    map,
    namesFiles,
    found,
    hasImages: map.image.length > 0,
    claims: { reads: [file, ...besides, ...reads] },
    answer,
  };
}

function picturesIn({ root }: Location, zips: readonly string[]): ShardZips {
  return { files: zips.map((name) => ({ name, path: join(root, name) })), pictures: true };
}

/** The list that a part is of, and in what it lies. */
function listOf({ name, within, list }: TablePart): Pick<Shard, "list" | "within"> {
  const own = within === undefined ? name : list;
  return { ...(own === undefined ? {} : { list: own }), ...(within && { within }) };
}

/** Where the rows of a part stand in its file: a list has its own name. */
function rowsAt({ rowsAt: at }: RecordTable, part: TablePart): Pick<Shard, "rowsAt"> {
  if (at !== undefined) return { rowsAt: at };
  const { within = [], list } = listOf(part);
  const names = [...within, ...(list === undefined ? [] : [list])];
  const isPath = list !== undefined && names.every((name) => /^[A-Za-z_]\w*$/u.test(name));
  return isPath ? { rowsAt: `$.${names.join(".")}[*]` } : {};
}

/** Lists that are called after splits give shards that are: what is written of them keeps its split. */
function stemOf(stem: string, list: string): string {
  return isSplitName(list) ? list : `${stem}-${list}`;
}

/** What a table's first records say, and whether there are any. */
async function propose(
  file: string,
  table: RecordTable,
  beside: Beside,
  wish: MapWish,
): Promise<{ readonly proposal: Proposal; readonly isSeen: boolean }> {
  const records = await firstRecords(table);
  const resolve = besideFirst(beside, records);
  const proposal = await proposeMap({ name: file, records, columns: table.columns, resolve }, wish);
  return { proposal, isSeen: records.length > 0 };
}

async function firstRecords({ parts }: RecordTable): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const records: Readonly<Record<string, unknown>>[] = [];
  const { signal } = new AbortController();
  let [seen, bytes] = [0, 0];
  for (const part of parts)
    for await (const entry of (part.first ?? part.read)(signal)) {
      if ("record" in entry) records.push(entry.record);
      bytes += "line" in entry ? (entry.line?.length ?? 0) : 0;
      if (++seen >= SAMPLED || bytes > SAMPLED_BYTES) return records;
    }
  return records;
}

async function* readPairs(
  part: TablePart,
  { map, namesFiles }: Proposal,
  beside: Beside,
  { file, needs, classes }: TableManner & { readonly file: string; readonly classes: readonly ClassColumn[] },
  signal: AbortSignal,
  rows?: ReadonlySet<number>,
): AsyncGenerator<Pair | Trouble> {
  const unique = uniqueKeys();
  let row = 0;
  for await (const entry of part.read(signal, rows)) {
    signal.throwIfAborted();
    if ("trouble" in entry) {
      yield entry;
      continue;
    }
    row = entry.row ?? row;
    const line = entry.line === undefined ? {} : { line: entry.line };
    const keyless = map.key === null && !namesFiles ? String(row) : `#${row}`;
    if ("error" in entry) {
      yield { key: unique(keyless).key, row: row++, error: entry.error, ...line, meta: {} };
      continue;
    }
    const { find, called: calledAs } = besideRecord(beside, entry.record);
    const { pair, file: named, key: own, imageless } = await readRecord(entry.record, map, find);
    const picture = named === undefined ? undefined : await calledAs(named);
    const called = classTexts(entry.record, classes);
    const { key, again } = keyOf(unique, map.key === null ? picture : own, keyless, map.key !== null);
    const none =
      imageless && needs !== undefined ? `Cannot read row: wanted a ${needs}, got none` : undefined;
    const error =
      pair.error ??
      none ??
      (again ? `Cannot use the key of "${key}": it came before in this shard` : undefined);
    yield {
      key,
      row: row++,
      ...pair,
      ...(called.length > 0 ? { classes: called } : {}),
      // Several captions of one picture are several pairs.
      ...(namesFiles && picture !== undefined
        ? { sample: pair.images?.[0]?.place ?? `${file}/${picture}` }
        : {}),
      ...(error === undefined ? {} : { error }),
      ...line,
      meta: entry.invalid ? { ...pair.meta, invalid_utf8: true } : pair.meta,
    };
  }
}

/** A row without a key, or one that cannot be read, gets its number. @param promised whether keys come once */
function keyOf(
  unique: (key: string) => UniqueKey,
  own: unknown,
  keyless: string,
  promised: boolean,
): UniqueKey {
  if (own === undefined || own === null || own === "") return { ...unique(keyless), again: false };
  const { key, again } = unique(keyText(own));
  return { key, again: promised && again };
}
