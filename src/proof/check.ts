import { posix } from "node:path";
import {
  type Dataset,
  type DatasetWriter,
  isTrouble,
  joinedParts,
  type Pair,
  type Shard,
  writerFor,
} from "../../datasets/index.ts";
import { isPlaceKey, placeKey } from "../harm/denied-key.ts";
import { oneLine } from "../process/errors.ts";
import { align, type Expected, type Match } from "./align.ts";
import { type Blurred, blurredOf } from "./blurred.ts";
import { type Books, type Left, readRemoved } from "./books.ts";
import { checkCounts, type Tally } from "./counts.ts";
import { checkFiles, type Failure } from "./files.ts";
import { expectedForm, type Form, fieldForm, storedForm } from "./form.ts";
import { type Group, groupsOf } from "./groups.ts";
import { type Named, namedFiles, strangers } from "./strangers.ts";
import { checkBeside, checkFolderTables, checkTable } from "./tables.ts";

/** What a check found. */
export interface CuratedCheck {
  readonly schema: "sluice.curated-check/1";
  /** Whether the output is its source less what is listed, and nothing else. */
  readonly proven: boolean;
  readonly pairs: { readonly source: number; readonly written: number; readonly removed: number };
  /** Of how many written pairs something was left out, by its name, as counted. */
  readonly stripped: Readonly<Record<string, number>>;
  /** The first of them; `more` says how many else. */
  readonly failures: readonly Failure[];
  readonly more: number;
}

/** What is checked. */
export interface Checked {
  readonly folder: string;
  readonly books: Books;
  readonly source: Dataset;
  /** The folder as a dataset, or why it is none. */
  readonly output: Dataset | { readonly refused: string };
}

/** Failures that are named. */
const MOST = 1000;
/** Differences of one pair that are named. */
const NAMED = 3;

/**
 * Proves that a curated dataset is its source less what `removed.parquet` and `CURATED.yaml` list: no pair more or
 * less, none changed, none moved.
 * @throws the signal's reason when aborted
 */
export async function checkCurated(checked: Checked, signal: AbortSignal): Promise<CuratedCheck> {
  const failures: Failure[] = [];
  let more = 0;
  const tally: Tally = { source: 0, written: 0, removed: 0, stripped: new Map() };
  for await (const failure of failuresOf(checked, tally, signal)) {
    if (failures.length < MOST) failures.push(failure);
    else more++;
  }
  const { source, written, removed, stripped } = tally;
  return {
    schema: "sluice.curated-check/1",
    proven: failures.length === 0,
    pairs: { source, written, removed },
    stripped: Object.fromEntries([...stripped].sort(([a], [b]) => (a < b ? -1 : 1))),
    failures,
    more,
  };
}

async function* failuresOf(checked: Checked, tally: Tally, signal: AbortSignal): AsyncGenerator<Failure> {
  const { folder, books, output } = checked;
  // A file that was written again as a whole is compared as a whole.
  const source = { ...checked.source, shards: joinedParts(checked.source.shards) };
  yield* checkFiles(folder, books, source, signal);
  let left: readonly Left[] = [];
  try {
    left = await readRemoved(folder);
  } catch (cause) {
    yield { name: "removed.parquet", problem: `cannot be read: ${oneLine(cause)}` };
  }
  const opened = "shards" in output ? output : undefined;
  if ("refused" in output && books.pairs.written > 0) yield { name: folder, problem: output.refused };
  const named = namedFiles();
  const present = new Set(source.shards.map(({ name }) => name));
  for (const { name } of books.shards)
    if (!present.has(name)) yield { name, problem: "is no shard of the source" };
  const blurred = await blurredOf(folder, books);
  const walk = { tally, named, signal, writer: writerFor(source, books.format), blurred };
  for (const group of groupsOf(books, source, opened)) yield* checkGroup(group, books, left, walk);
  yield* blurred.failures();
  yield* checkCounts(books, left, tally);
  yield* await strangers(folder, books, named);
}

interface Walk {
  readonly tally: Tally;
  readonly named: Named;
  readonly signal: AbortSignal;
  readonly writer: DatasetWriter | undefined;
  readonly blurred: Blurred;
}

async function* checkGroup(
  group: Group,
  { stripped: listed, shards: books }: Books,
  left: readonly Left[],
  { tally, named, signal, writer, blurred }: Walk,
): AsyncGenerator<Failure> {
  const isStored = await areStored(group.source, writer, signal);
  const removed = removedIn(group, left);
  const besides = new Set<string>();
  const before = tally.written;
  const stripped = new Map<string, number>();
  const [first, last] = [group.source[0], group.output[0]];
  if (isStored && first !== undefined && last !== undefined) {
    yield* checkTable(first, last, besides);
    yield* checkBeside(first, last, besides);
    yield* checkFolderTables(group, books, stripped);
  }
  const troubles: Failure[] = [];
  const known = new Set<string>();
  const folders = group.source.map(({ source }) => posix.dirname(source ?? ""));
  const form = isStored ? (pair: Pair) => storedForm(pair, folders) : expectedForm;
  const source = expected(group.source, removed, form, { tally, known, signal, blurred });
  const write = isStored ? storedForm : fieldForm;
  const output = written(group, write, { tally, named, troubles, signal });
  for await (const match of align(source, output, new Set(Object.keys(listed)))) {
    const failure = failureOf(match);
    if (failure !== undefined) yield failure;
    if (match.kind !== "pair") continue;
    for (const name of match.comparison.stripped) stripped.set(name, (stripped.get(name) ?? 0) + 1);
  }
  // What stands beside them is left out of each of them, also where some had it themselves.
  for (const name of besides) stripped.set(name, tally.written - before);
  for (const [name, count] of stripped) tally.stripped.set(name, (tally.stripped.get(name) ?? 0) + count);
  for (const failure of troubles) if (!known.has(failure.problem)) yield failure;
  for (const [key, rule] of removed)
    if (rule !== "gone")
      yield { name: key, problem: "is listed as removed, and the source holds no such pair" };
}

/** Rules by key, or by place where lists of known harm left no more; what is gone from the source has no place there. */
function removedIn({ names }: Group, left: readonly Left[]): Map<string, string> {
  const own = left.filter(
    ({ shard, key, rule }) => names.includes(shard) && !(rule === "gone" && isPlaceKey(key)),
  );
  return new Map(
    own.map(({ shard, key, row, rule }) => [isPlaceKey(key) ? placeKey(shard, row) : key, rule]),
  );
}

function failureOf(match: Match): Failure | undefined {
  switch (match.kind) {
    case "pair": {
      const { differences } = match.comparison;
      return differences.length === 0 ? undefined : { name: match.source.key, problem: shown(differences) };
    }
    case "removed":
      return { name: match.source.key, problem: `is removed (${match.rule}), and in the output` };
    case "missing":
      return { name: match.source.key, problem: "is not in the output at its place" };
    case "extra":
      return { name: match.output.key, problem: "is in the output, and no pair of the source at this place" };
  }
}

function shown(differences: readonly string[]): string {
  const first = differences.slice(0, NAMED).join(", ");
  const more = differences.length - NAMED;
  return more > 0 ? `${first} and ${more} more` : first;
}

/** Pairs of the source; those that were removed leave `removed`, and its troubles are no failures of the output. */
async function* expected(
  shards: readonly Shard[],
  removed: Map<string, string>,
  form: (pair: Pair) => Promise<Form>,
  {
    tally,
    known,
    signal,
    blurred,
  }: Pick<Walk, "tally" | "signal" | "blurred"> & { readonly known: Set<string> },
): AsyncGenerator<Expected> {
  for (const shard of shards)
    for await (const item of shard.read(signal)) {
      if (isTrouble(item)) {
        known.add(item.trouble);
        continue;
      }
      tally.source++;
      const key = removed.has(item.key) ? item.key : placeKey(shard.name, item.row);
      const rule = removed.get(key) ?? null;
      removed.delete(key);
      if (rule !== null) tally.removed++;
      const own = await form(item);
      yield { form: rule === null ? await blurred.expect(shard.name, item, own) : own, removed: rule };
    }
}

/** Whether pairs were written as the files or the rows that they were: of a place of several formats, those of some shards are. */
async function areStored(
  shards: readonly Shard[],
  writer: DatasetWriter | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  for (const shard of shards)
    for await (const item of shard.read(signal))
      if (!isTrouble(item)) return (writer?.of?.(shard) ?? writer)?.stores(item) === true;
  return false;
}

async function* written(
  { output, pairs }: Group,
  form: (pair: Pair) => Promise<Form>,
  { tally, named, troubles, signal }: Pick<Walk, "tally" | "named" | "signal"> & { troubles: Failure[] },
): AsyncGenerator<Form> {
  for (const shard of output)
    for await (const item of shard.read(signal)) {
      if (isTrouble(item)) {
        // Readers find it odd that a shard is empty.
        if (pairs > 0) troubles.push({ name: shard.source, problem: item.trouble });
        continue;
      }
      tally.written++;
      named.add(item, shard.source);
      yield form(item);
    }
}
