import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Dataset, writerFor } from "../../datasets/index.ts";
import {
  BLURRED,
  type BlurredCounts,
  blurredCounts,
  readBlurred,
  writeBlurred,
} from "../faces/blurred-list.ts";
import { withRecalled } from "../pipelines/curate/removed.ts";
import { subsetNpy, uidsIn } from "../pipelines/curate/subset.ts";
import { CliError } from "../process/errors.ts";
import { writeWhole } from "../process/files.ts";
import { readBooks, readRemoved } from "../proof/books.ts";
import { booksAfter, type RecallEntry, type RecalledBooks, type Rewritten, readmeAfter } from "./books.ts";
import { putInPlace, RECALL } from "./moves.ts";
import { rewrite } from "./rewrite.ts";
import { type Looked, lookThrough } from "./touched.ts";
import type { Wanted } from "./wanted.ts";

/** A curated dataset and its source, opened. */
export interface RecallFrom {
  readonly folder: string;
  /** Null where it is out of reach. */
  readonly source: Dataset | null;
  readonly output: Dataset;
}

/** What a recall did. */
export interface Recalled {
  readonly pairs: number;
  /** Groups of files that were written anew, and those that keep every byte. */
  readonly rewritten: number;
  readonly untouched: number;
  /** Keys that no pair of the dataset has: gone before, or never there. */
  readonly unmet: readonly string[];
}

/**
 * Takes pairs out of a curated dataset: the files that hold one are written anew beside it, and put in place with its
 * books once all are whole. Other files keep every byte.
 * @throws CliError (exit code 1) where a pair that stays cannot be written again; nothing is changed then
 */
export async function recall(
  { folder, source, output }: RecallFrom,
  wanted: Wanted,
  who: Pick<RecallEntry, "at">,
  signal: AbortSignal,
): Promise<Recalled> {
  const books: RecalledBooks = await readBooks(folder);
  const left = await readRemoved(folder);
  const looked = await lookThrough({ books, left, source, output }, wanted, signal);
  const { touched, untouched, unmet } = looked;
  const pairs = touched.reduce((sum, { gone }) => sum + gone.length, 0);
  if (pairs === 0) return { pairs, rewritten: 0, untouched, unmet };
  const writer = writerFor(output, null);
  if (writer === undefined)
    throw new CliError(`Cannot recall from "${folder}": nothing writes its format again`, { exitCode: 1 });
  const fresh = join(folder, RECALL, "new");
  await mkdir(fresh, { recursive: true });
  const written: Rewritten[] = [];
  for (const one of touched) written.push({ ...one, files: await rewrite(one, writer, fresh, signal) });
  const lists = await listsAfter(folder, fresh, books, touched);
  const blurred = books.blurred && (await blurredAfter(folder, fresh, touched));
  if (blurred !== undefined) lists.push(BLURRED);
  const entry: RecallEntry = { ...who, pairs, lists: wanted.lists, keysOfSource: source !== null };
  const after = await booksAfter(
    { ...books, ...(blurred && books.blurred && { blurred: { ...books.blurred, ...blurred } }) },
    written,
    entry,
    { fresh, lists },
    signal,
  );
  await writeWhole(join(fresh, "CURATED.yaml"), stringify(after, { lineWidth: 0 }));
  const vanished = filesOf(books).filter((file) => !filesOf(after).includes(file));
  const put = [...written.flatMap(({ files }) => files), ...lists, "CURATED.yaml"];
  const dataset = writerFor(source ?? output, books.format);
  if (vanished.length > 0 && dataset !== undefined) {
    await writeWhole(join(fresh, "README.md"), await readmeAfter(folder, dataset, after.shards));
    put.unshift("README.md");
  }
  await putInPlace(folder, { put, gone: [...vanished, ...looked.files] });
  return { pairs, rewritten: touched.length, untouched, unmet };
}

function filesOf({ shards }: RecalledBooks): readonly string[] {
  return shards.flatMap(({ files }) => Object.keys(files));
}

/** The lists beside the pairs, written anew; their names. */
async function listsAfter(
  folder: string,
  fresh: string,
  { lists }: RecalledBooks,
  touched: Looked["touched"],
): Promise<string[]> {
  const gone = touched.flatMap((one) => one.gone);
  const rows = gone.map(({ key, shard, row }) => ({ key, shard, row }));
  await withRecalled(join(folder, "removed.parquet"), join(fresh, "removed.parquet"), rows);
  if (!Object.hasOwn(lists, "subset.npy")) return ["removed.parquet"];
  const away = new Set(gone.flatMap(({ uid }) => uid ?? []));
  const uids = uidsIn(await readFile(join(folder, "subset.npy")));
  await writeWhole(join(fresh, "subset.npy"), subsetNpy(uids.filter((uid) => !away.has(uid))));
  return ["removed.parquet", "subset.npy"];
}

/** The list of blurred pictures less those that went. */
async function blurredAfter(
  folder: string,
  fresh: string,
  touched: Looked["touched"],
): Promise<BlurredCounts> {
  const away = new Set(touched.flatMap(({ gone }) => gone.map(({ key, shard }) => `${shard}\t${key}`)));
  const rows = (await readBlurred(folder)).filter(({ key, shard }) => !away.has(`${shard}\t${key}`));
  await writeBlurred(fresh, rows);
  return blurredCounts(rows);
}

/**
 * Counts of how many pairs something is left out, put right in the books: fewer pairs lack it now.
 * @param counted as a check counted them
 */
export async function countStripped(folder: string, counted: RecalledBooks["stripped"]): Promise<void> {
  const books: RecalledBooks = await readBooks(folder);
  const stripped = Object.fromEntries(
    [...new Set([...Object.keys(books.stripped), ...Object.keys(counted)])]
      .sort()
      .map((name) => [name, counted[name] ?? 0]),
  );
  await writeWhole(join(folder, "CURATED.yaml"), stringify({ ...books, stripped }, { lineWidth: 0 }));
}

/** Whether something of a dataset is still there that a recall had to take out. */
export async function stillThere(
  from: RecallFrom,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [books, left] = [await readBooks(from.folder), await readRemoved(from.folder)];
  const { touched } = await lookThrough({ books, left, ...from }, wanted, signal);
  return touched.flatMap(({ gone }) => gone.map(({ key }) => key));
}
