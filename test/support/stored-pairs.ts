import { createHash } from "node:crypto";
import { isTrouble, openDataset, type Pair } from "../../datasets/index.ts";

/** All pairs of a dataset, each with the digest of its image. */
export async function pairsOf(uri: string): Promise<readonly (Pair & { readonly sha256: string | null })[]> {
  const pairs = [];
  for (const shard of (await openDataset(uri)).shards)
    for await (const item of shard.read(new AbortController().signal)) {
      if (isTrouble(item)) continue;
      const bytes = await item.image?.();
      pairs.push({ ...item, sha256: bytes ? createHash("sha256").update(bytes).digest("hex") : null });
    }
  return pairs;
}
