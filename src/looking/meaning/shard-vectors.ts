import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { loadSentenceEncoder, type SentenceEncoder, sentenceModel } from "../../../models/index.ts";
import { turns } from "../../process/serial-queue.ts";
import { scorePath } from "../../run/run.ts";
import { readFacts } from "../../run/shard-facts.ts";
import { embedded, ofShard } from "./embedded.ts";
import { writeVectors } from "./vectors.ts";

/** Makes the vectors of shards as they are scored. */
export interface ShardVectors {
  /** Of a shard whose scores are there. */
  embed(shard: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The vectors of shards as this process scores them; the encoder is loaded with the first one. */
export function shardVectors(folder: string): ShardVectors {
  let encoder: Promise<SentenceEncoder> | undefined;
  const inTurn = turns();
  return {
    embed: (shard, signal) =>
      inTurn(async () => {
        signal.throwIfAborted();
        const path = scorePath(folder, shard);
        const { sha256 } = await readFacts(path, shard);
        encoder ??= loadSentenceEncoder({ device: "cpu" });
        const rows = await captionsIn(path);
        const found = await embedded(await encoder, rows, signal);
        await writeVectors(
          folder,
          shard,
          { model: await sentenceModel(), fingerprint: ofShard(sha256) },
          found,
        );
      }),
    async close() {
      await (await encoder?.catch(() => undefined))?.close();
    },
  };
}

async function captionsIn(
  path: string,
): Promise<readonly { readonly row: number; readonly caption: string }[]> {
  const file = await asyncBufferFromFile(path);
  const rows = await parquetReadObjects({ file, columns: ["row", "caption"] });
  return rows.flatMap(({ row, caption }) =>
    typeof caption === "string" ? [{ row: Number(row), caption }] : [],
  );
}
