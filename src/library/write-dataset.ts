import { mkdir, readdir } from "node:fs/promises";
import { decodeImage, type KeptPair, type Pair, type ShardWriter, writers } from "../../datasets/index.ts";
import { sha256Of } from "../digest/sha256.ts";

export interface WriteOptions {
  /** `webdataset` (unless given), `imagefolder` or `parquet`. */
  readonly format?: "webdataset" | "imagefolder" | "parquet";
  /** Pairs of one shard, at most; 10,000 unless given. */
  readonly pairsPerShard?: number;
}

/** What came of writing a dataset. */
export interface Written {
  readonly pairs: number;
  /** Relative to the folder, in order. */
  readonly files: readonly string[];
  /** Pairs that the format cannot hold, or whose image could not be read. */
  readonly refused: readonly { readonly key: string; readonly reason: string }[];
}

/**
 * Writes pairs as a dataset, in the order given.
 * @param folder made when absent; must be empty
 * @throws Error with one line when the folder is not empty, the format unknown or the disk full
 */
export async function writeDataset(
  folder: string,
  pairs: AsyncIterable<Pair> | Iterable<Pair>,
  { format = "webdataset", pairsPerShard = 10_000 }: WriteOptions = {},
): Promise<Written> {
  const writer = writers.find(({ id }) => id === format);
  if (writer === undefined) throw new Error(`Cannot write "${folder}": no such format: ${format}`);
  if (!Number.isInteger(pairsPerShard) || pairsPerShard < 1)
    throw new Error(
      `Cannot write "${folder}": wanted a whole number of pairs per shard, got ${pairsPerShard}`,
    );
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0)
    throw new Error(`Cannot write "${folder}": it is not empty; choose another folder`);
  const files: string[] = [];
  const refused: { key: string; reason: string }[] = [];
  let written = 0;
  let shard: ShardWriter | undefined;
  try {
    for await (const pair of pairs) {
      const kept = await keptPair(pair);
      const reason = typeof kept === "string" ? kept : writer.refuses(kept);
      if (typeof kept === "string" || reason !== null) {
        refused.push({ key: pair.key, reason: reason ?? "" });
        continue;
      }
      if (written > 0 && written % pairsPerShard === 0) {
        files.push(...((await shard?.finish()) ?? []));
        shard = undefined;
      }
      const name = String(Math.floor(written / pairsPerShard)).padStart(5, "0");
      shard ??= await writer.begin({ folder, name, pieces: folder });
      await shard.write(kept);
      written++;
    }
    files.push(...((await shard?.finish()) ?? []));
  } catch (error) {
    await shard?.abandon();
    throw error;
  }
  return { pairs: written, files, refused };
}

/** The pair with what a writer must know of its image, or why that cannot be read. */
async function keptPair(pair: Pair): Promise<KeptPair | string> {
  if (pair.image === undefined)
    return { pair, image: null, sha256: null, width: null, height: null, extension: null };
  try {
    const image = await pair.image();
    const { width = null, height = null, format = "jpeg" } = (await decodeImage(image)).facts;
    const sha256 = sha256Of(image);
    return { pair, image, sha256, width, height, extension: format === "jpeg" ? "jpg" : format };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
