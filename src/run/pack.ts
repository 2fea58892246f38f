import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { partOf, sync, takeName, writeWhole } from "../process/files.ts";
import { literal } from "./literal.ts";
import { type PackedShard, writeManifest } from "./manifest.ts";
import { openFolder, type Query } from "./query.ts";
import { type RunFile, scorePath } from "./run.ts";
import { byFile, manifestPath, ownScores, type SealedList, sealedPath, sealedScores } from "./sealed.ts";
import { readFacts } from "./shard-facts.ts";

/** Bytes of the shards' own files that go into one large one. */
const FILE_BYTES = 512_000_000;
/** What packing may hold in memory. */
const PACK_MIB = 512;

/**
 * Packs the scores of shards into files of about half a gigabyte, in order, with a manifest of what is in them. One that
 * was written before a crash stays; what is lost or damaged is packed anew from its shards' own files. Readers see
 * what the list of the large ones names, and the own files of all other shards.
 * @param bytes of shards' files that one large file takes
 */
export async function packScores(runFolder: string, run: RunFile, bytes = FILE_BYTES): Promise<void> {
  const folder = await realpath(runFolder);
  await mkdir(join(folder, "sealed"), { recursive: true });
  for (;;) {
    const there = await packedIn(folder);
    const packed = new Set([...there.values()].flat().map(({ name }) => name));
    const rest = run.inputs.shards.filter(({ name }) => !packed.has(name)).sort(byFile);
    if (rest.length === 0) return listFiles(folder, there);
    await packGroups(
      folder,
      groupsOf(
        folder,
        rest.map(({ name }) => name),
        bytes,
      ),
    );
  }
}

/** Packs one group after the other, until another takes a name first: what its file holds is to be looked at anew. */
async function packGroups(folder: string, groups: Iterable<readonly string[]>): Promise<void> {
  let number = 0;
  for (const group of groups) {
    while (existsSync(sealedPath(folder, nameOf(number)))) number++;
    if (!(await packOne(folder, nameOf(number), group))) return;
  }
}

/**
 * Writes the list and the manifest of the large files from their footers, where one of the two is not there. As long
 * as all that they hold lies in shards' own files as well, sealing was stopped, and there is nothing to list yet.
 */
export async function relist(runFolder: string): Promise<void> {
  const hasList = existsSync(sealedPath(runFolder, "files.json"));
  if ((hasList && existsSync(manifestPath(runFolder))) || !hasPacked(runFolder)) return;
  const folder = await realpath(runFolder);
  const there = await packedIn(folder);
  const own = new Set(ownScores(folder, null));
  const adds = [...there.values()].flat().some(({ name }) => !own.has(name));
  if (hasList || adds) await listFiles(folder, there);
}

/**
 * Removes the files of shards once all are in large ones. Their folder gets another name first: an open reader, which
 * looks for them at each question, finds none of them then, and never some.
 */
export async function removePacked(folder: string): Promise<void> {
  const sealed = sealedScores(folder);
  if (sealed === null) return;
  const scores = join(folder, "scores");
  if (ownScores(folder, null).length > 0 && ownScores(folder, sealed).length === 0)
    await rename(scores, partOf(scores));
  await mkdir(scores, { recursive: true });
  for (const name of await readdir(folder))
    if (/^scores\..*\.part$/u.test(name)) await rm(join(folder, name), { recursive: true, force: true });
}

/** The list comes last: with it, readers turn to what it names. */
async function listFiles(folder: string, there: ReadonlyMap<string, readonly PackedShard[]>): Promise<void> {
  const files = [...there].sort(([a], [b]) => (a < b ? -1 : 1));
  await writeManifest(
    manifestPath(folder),
    files.flatMap(([, shards]) => shards),
  );
  const list: SealedList = {
    schema: "sluice.sealed/1",
    files: files.map(([file, shards]) => ({ file, shards: shards.map(({ name }) => name) })),
  };
  await writeWhole(sealedPath(folder, "files.json"), `${JSON.stringify(list)}\n`);
}

const nameOf = (number: number) => `scores-${String(number).padStart(5, "0")}.parquet`;

/** The whole large files of a run, by name, with what their footers say; no shard is in two of them. */
async function packedIn(folder: string): Promise<Map<string, readonly PackedShard[]>> {
  const found = new Map<string, readonly PackedShard[]>();
  const seen = new Set<string>();
  for (const file of (await readdir(join(folder, "sealed")).catch(() => [])).sort()) {
    if (!/^scores-\d+\.parquet$/u.test(file)) continue;
    const footer = await parquetMetadataAsync(await asyncBufferFromFile(sealedPath(folder, file)));
    const text = footer.key_value_metadata?.find(({ key }) => key === "sluice.shards")?.value;
    const shards = text === undefined ? [] : (JSON.parse(text) as PackedShard[]);
    if (shards.length === 0 || shards.some(({ name }) => seen.has(name))) continue;
    for (const { name } of shards) seen.add(name);
    found.set(file, shards);
  }
  return found;
}

function* groupsOf(folder: string, shards: readonly string[], most: number): Generator<readonly string[]> {
  let group: string[] = [];
  let bytes = 0;
  for (const shard of shards) {
    const { size } = statSync(scorePath(folder, shard));
    if (group.length > 0 && bytes + size > most) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(shard);
    bytes += size;
  }
  if (group.length > 0) yield group;
}

/** Packs shards into a file. @returns false where another took its name first */
async function packOne(folder: string, file: string, shards: readonly string[]): Promise<boolean> {
  // One thread, so that the bytes do not depend on which of several was first.
  const query = await openFolder(folder, { memoryMiB: PACK_MIB, threads: 1 });
  const part = partOf(sealedPath(folder, file));
  try {
    const paths = shards.map((shard) => `'${literal(scorePath(folder, shard))}'`).join(", ");
    const all = `read_parquet([${paths}], union_by_name = true)`;
    const packed = await factsOf(query, folder, file, shards, all);
    await query.run(`COPY (SELECT * FROM ${all}) TO '${literal(part)}' (FORMAT parquet,
      KV_METADATA {'sluice.shards': '${literal(JSON.stringify(packed))}'})`);
    await sync(part);
    return await takeName(part, sealedPath(folder, file));
  } finally {
    query.close();
    await rm(part, { force: true });
  }
}

async function factsOf(
  query: Query,
  folder: string,
  file: string,
  shards: readonly string[],
  all: string,
): Promise<readonly PackedShard[]> {
  const described = await query.rows<{ column_name: string; column_type: string }>(
    `DESCRIBE SELECT * FROM ${all}`,
  );
  const numbers = described
    .filter(({ column_type }) => ["FLOAT", "INTEGER"].includes(column_type))
    .map(({ column_name }) => column_name);
  const ends = numbers.map((name, i) => `, min("${name}") AS a${i}, max("${name}") AS z${i}`).join("");
  const rows = await query.rows<Record<string, number | string | null>>(
    `SELECT shard${ends} FROM ${all} GROUP BY shard`,
  );
  const ranges = new Map(rows.map((row) => [row["shard"], row]));
  const packed: PackedShard[] = [];
  let first = 0;
  for (const shard of shards) {
    const facts = await readFacts(scorePath(folder, shard), shard);
    const row = ranges.get(shard) ?? {};
    const end = (key: string) => (row[key] ?? null) as number | null;
    const range = Object.fromEntries(numbers.map((name, i) => [name, [end(`a${i}`), end(`z${i}`)] as const]));
    packed.push({ ...facts, file, first, range });
    first += facts.pairs;
  }
  return packed;
}

/** Whether a run has large files, listed or not. */
export function hasPacked(folder: string): boolean {
  try {
    return readdirSync(join(folder, "sealed")).some((name) => /^scores-\d+\.parquet$/u.test(name));
  } catch {
    return false;
  }
}
