import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type DatasetWriter,
  isTrouble,
  type JoinedShard,
  type KeptPair,
  type Pair,
  parquetFacts,
  readContent,
  type Target,
  type WrittenPiece,
} from "../../datasets/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { CliError } from "../process/errors.ts";
import type { Touched } from "./touched.ts";

/**
 * Writes the files of touched shards anew, less the pairs that are to go, into another folder.
 * @param writer the one that writes the output as it is stored
 * @returns their names, from the dataset's folder; none where no pair is left and the format has no empty file
 * @throws CliError (exit code 1) where a pair that stays cannot be written again: nothing was changed yet
 */
export async function rewrite(
  { output, gone }: Touched,
  writer: DatasetWriter,
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const pieces = join(folder, ".pieces");
  const written: WrittenPiece[] = [];
  for (const shard of output) {
    const away = new Set(gone.filter(({ at }) => at.shard === shard.name).map(({ at }) => at.row));
    const own = writer.of?.(shard) ?? writer;
    written.push({ shard, files: await rewriteShard(shard, away, own, { folder, pieces }, signal) });
  }
  // One file may hold the rows of several shards.
  await writer.assemble?.({ folder, pieces }, written);
  return [...new Set(written.flatMap(({ files }) => files))];
}

async function rewriteShard(
  shard: JoinedShard,
  away: ReadonlySet<number>,
  writer: DatasetWriter,
  { folder, pieces }: Pick<Target, "folder" | "pieces">,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const name = shard.source.replace(/\.tar$/iu, "");
  await mkdir(dirname(join(folder, name)), { recursive: true });
  // What stands in a footer was let through when it was written.
  const tables = [shard.file, shard.table, ...(shard.tables?.values() ?? [])];
  const carry: string[] = [];
  for (const table of tables)
    if (table !== undefined && /\.parquet$/iu.test(table))
      carry.push(...(await parquetFacts(table)).facts.map(({ key }) => `footer.${key}`));
  const out = await writer.begin({ folder, name, shard, pieces, carry });
  try {
    for await (const item of shard.read(signal)) {
      if (isTrouble(item) || away.has(item.row)) continue;
      const kept = await wholePair(item);
      const reason = writer.stores(item) ? writer.refuses(kept) : "nothing writes it as it is stored";
      if (reason !== null) throw new CliError(`Cannot write "${item.key}" again: ${reason}`, { exitCode: 1 });
      await out.write(kept);
    }
    return await out.finish();
  } catch (error) {
    await out.abandon();
    throw error;
  }
}

/** A pair with all that it holds: it was measured, or carried on somebody's word, when it was written. */
async function wholePair(pair: Pair): Promise<KeptPair> {
  const { images, captions, texts } = await readContent(pair);
  const bytes = images.flatMap((one) => one.bytes ?? []);
  const [image = null] = images.flatMap(({ own, bytes: read }) => (own && read !== undefined ? [read] : []));
  const named = (pair.classes ?? []).map(({ text }) => text.trim());
  return {
    pair,
    image,
    measured: bytes,
    texts: new Set([
      ...captions,
      ...texts.map(({ text }) => text),
      ...named,
      ...Object.keys(pair.record ?? {}),
    ]),
    sha256: image === null ? null : sha256Of(image),
    width: null,
    height: null,
    extension: null,
  };
}
