import { type Dataset, type JoinedShard, joinedParts, type Pair } from "../../datasets/index.ts";
import { isPlaceKey, placeKey } from "../harm/denied-key.ts";
import type { RecalledRow } from "../pipelines/curate/removed.ts";
import type { Books, Left } from "../proof/books.ts";
import { groupsOf } from "../proof/groups.ts";
import { judgeOf, pairsIn, type Wanted } from "./wanted.ts";

/** A pair that is to go: where it lies, and what the source calls it. */
export interface Gone extends RecalledRow {
  /** Rows of the output's shards. */
  readonly at: { readonly shard: string; readonly row: number };
  readonly uid: string | null;
}

/** Files of the output that hold a pair that is to go. */
export interface Touched {
  /** Shards of the books that were written to these files. */
  readonly names: readonly string[];
  readonly output: readonly JoinedShard[];
  readonly gone: readonly Gone[];
}

/** What a look through a curated dataset found. */
export interface Looked {
  readonly touched: readonly Touched[];
  /** Groups of files that hold none. */
  readonly untouched: number;
  /** Keys that no pair has. */
  readonly unmet: readonly string[];
  /** Files of pairs that are to go and of no pair that stays, from the dataset's folder: pictures and what lies beside them. */
  readonly files: readonly string[];
}

/**
 * Looks through a curated dataset for what is to go. A pair's key in the source is that of the pair at its place there,
 * less those that were removed, and it goes for what either is; where the source is out of reach, the shard's name before the output's own.
 */
export async function lookThrough(
  {
    books,
    left,
    source,
    output,
  }: {
    readonly books: Books;
    readonly left: readonly Left[];
    readonly source: Dataset | null;
    readonly output: Dataset;
  },
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Looked> {
  const met = new Set<string>();
  const isWanted = judgeOf(wanted, met);
  const touched: Touched[] = [];
  const files = new Set<string>();
  const staying = new Set<string>();
  let untouched = 0;
  const joined = { ...output, shards: joinedParts(output.shards) };
  for (const group of groupsOf(books, sourceOf(source, books, output), joined)) {
    const places = placesOf(
      group.source,
      left,
      source === null ? null : group.names,
      books,
      group.names,
      signal,
    );
    const gone: Gone[] = [];
    for (const shard of group.output)
      for await (const pair of pairsIn([shard], signal)) {
        const { value: place } = await places.next();
        const own = place ?? { shard: group.names[0] ?? "", row: pair.row, pair: null };
        const key = own.pair?.key ?? `${own.shard}/${pair.key.slice(pair.key.indexOf("/") + 1)}`;
        const goes = await isWanted(pair, key, own.pair);
        // Pairs of any group may share a file.
        for (const file of filesOf(pair)) (goes ? files : staying).add(file);
        if (!goes) continue;
        gone.push({
          key,
          shard: own.shard,
          row: own.row,
          at: { shard: shard.name, row: pair.row },
          uid: uidOf(pair),
        });
      }
    if (gone.length === 0) untouched++;
    else touched.push({ names: group.names, output: group.output as readonly JoinedShard[], gone });
  }
  const unmet = [...wanted.keys].filter((key) => !met.has(key));
  return { touched, untouched, unmet, files: [...files].filter((file) => !staying.has(file)) };
}

/** Its shards' names are what groups go by. */
function sourceOf(source: Dataset | null, books: Books, output: Dataset): Dataset {
  if (source !== null) return { ...source, shards: joinedParts(source.shards) };
  const [shard] = output.shards;
  return shard === undefined
    ? output
    : { ...output, shards: books.shards.map(({ name }) => ({ ...shard, name })) };
}

interface Place {
  readonly shard: string;
  readonly row: number;
  /** Null where only the shard is known. */
  readonly pair: Pair | null;
}

/** Where the pairs that were written stand in the source, in order. */
async function* placesOf(
  shards: Dataset["shards"],
  left: readonly Left[],
  known: readonly string[] | null,
  books: Books,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Place> {
  if (known === null) {
    for (const { name, pairs } of books.shards.filter((shard) => names.includes(shard.name)))
      for (let row = 0; row < pairs; row++) yield { shard: name, row, pair: null };
    return;
  }
  // By key, or by place where lists of known harm left no more.
  const removed = new Set(left.map(({ shard, key, row }) => (isPlaceKey(key) ? placeKey(shard, row) : key)));
  for (const shard of shards)
    for await (const pair of pairsIn([shard], signal))
      if (!removed.has(pair.key) && !removed.has(placeKey(shard.name, pair.row)))
        yield { shard: shard.name, row: pair.row, pair };
}

function uidOf({ meta }: Pair): string | null {
  return typeof meta["uid"] === "string" ? meta["uid"] : null;
}

/** Files that the pair was read from, where its dataset is a folder of them. */
function filesOf({ stored, images = [] }: Pair): readonly string[] {
  return [
    ...(stored === undefined ? [] : [stored.picture, ...stored.beside.map(({ name }) => name)]),
    ...images.flatMap(({ place }) => place ?? []),
  ];
}
