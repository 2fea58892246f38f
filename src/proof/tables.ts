import { basename } from "node:path";
import { arrowFacts, besideRows, leftOutOfFacts, parquetFacts, type Shard } from "../../datasets/index.ts";
import { oneLine } from "../process/errors.ts";
import type { Books } from "./books.ts";
import type { Failure } from "./files.ts";
import type { Group } from "./groups.ts";

/** What stands in a JSON file beside its rows, of which nothing is written. @param stripped gets what the source has */
export async function* checkBeside(
  source: Shard,
  output: Shard,
  stripped: Set<string>,
): AsyncGenerator<Failure> {
  const format = source.format ?? "";
  if (source.file !== undefined) for (const name of await besideRows(source.file, format)) stripped.add(name);
  for (const name of output.file === undefined ? [] : await besideRows(output.file, format))
    yield { name: output.source, problem: `holds "${name}" beside its rows, which nothing measured` };
}

/**
 * What of the columns of a Parquet or Arrow file, their, types and features is not as in the file that it was written of.
 * @param stripped gets the names under which something beside the rows was left out
 */
export async function* checkTable(
  source: Shard,
  output: Shard,
  stripped: Set<string>,
): AsyncGenerator<Failure> {
  const [from = source.table, to = output.table] = [source.file, output.file];
  if (from === undefined || to === undefined) return;
  const isArrow = source.format === "arrow";
  const isParquet = (path: string) => source.format === "parquet" || /\.parquet$/iu.test(path);
  if (!isArrow && !(isParquet(from) && isParquet(to))) return;
  const name = output.file === undefined ? basename(to) : output.source;
  const factsOf = isArrow ? arrowFacts : parquetFacts;
  // A table beside a tar may be damaged: then its pairs have got one of their own.
  if (source.table === from && !(await isReadable(factsOf(from)))) return;
  yield* compareTables({ name, from, to, factsOf }, stripped);
}

/**
 * The same of the tables beside folders of pictures, of which each shard holds some.
 * @param shards as the books list them
 * @param stripped counts the pairs of shards beside whose rows something was left out
 */
export async function* checkFolderTables(
  group: Group,
  shards: Books["shards"],
  stripped: Map<string, number>,
): AsyncGenerator<Failure> {
  const written = new Map(group.output.flatMap(({ tables }) => [...(tables ?? [])]));
  const lost = new Map<string, ReadonlySet<string>>();
  for (const { name: shard, tables = new Map<string, string>() } of group.source) {
    const own = shards.find(({ name }) => name === shard);
    const all = new Set<string>();
    for (const [name, from] of tables) {
      const to = written.get(name);
      if (own?.files[name] === undefined || to === undefined) continue;
      const seen = lost.get(name);
      const found = new Set(seen);
      if (seen === undefined) yield* compareTables({ name, from, to, factsOf: parquetFacts }, found);
      lost.set(name, found);
      for (const one of found) all.add(one);
    }
    for (const one of all) stripped.set(one, (stripped.get(one) ?? 0) + (own?.pairs ?? 0));
  }
}

interface Tables {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly factsOf: typeof parquetFacts | typeof arrowFacts;
}

async function* compareTables(
  { name, from, to, factsOf }: Tables,
  stripped: Set<string>,
): AsyncGenerator<Failure> {
  try {
    const [before, after] = [await factsOf(from), await factsOf(to)];
    const lost = before.columns.filter((one) => before.named.has(one) && !after.columns.includes(one));
    const kept = before.columns.filter((one) => after.columns.includes(one));
    const added = after.columns.filter((one) => !before.columns.includes(one));
    if (lost.length + added.length > 0)
      yield { name, problem: "has columns of other names or types than its source" };
    else if (kept.join() !== after.columns.join())
      yield { name, problem: "has its columns in another order than its source" };
    const isWhole = kept.length === before.columns.length;
    const left = isWhole ? leftOutOfFacts(before.facts, after) : [];
    for (const one of left ?? []) stripped.add(one);
    if (left === undefined) yield { name, problem: "has other features in its footer than its source" };
  } catch (cause) {
    yield { name, problem: `cannot be read: ${oneLine(cause)}` };
  }
}

function isReadable(facts: Promise<unknown>): Promise<boolean> {
  return facts.then(
    () => true,
    () => false,
  );
}
