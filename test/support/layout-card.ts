import { statSync } from "node:fs";
import { isTrouble, LayoutTally, openDataset, placeMap, readContent } from "../../datasets/index.ts";
import type { Card, Fact } from "../../src/cards/source/card.ts";
import { layoutRecords } from "../../src/cards/source/layout.ts";
import { sha256OfFile } from "../../src/digest/sha256.ts";
import type { RunInputs } from "../../src/run/run.ts";
import type { ShardFacts } from "../../src/run/shard-facts.ts";

const never = new AbortController().signal;

/** The card of a dataset as far as its layout goes: what an audit would store of it, without scoring anything. */
export async function layoutCard(uri: string): Promise<{ readonly card: Card; readonly pairs: number }> {
  const dataset = await openDataset(uri);
  const shards: ShardFacts[] = [];
  for (const shard of dataset.shards) {
    const layout = new LayoutTally();
    let pairs = 0;
    for await (const item of shard.read(never)) {
      if (isTrouble(item)) continue;
      pairs++;
      layout.note(item, (await readContent(item)).images)();
    }
    const { name, source, bytes, format, rowsAt, whole } = shard;
    shards.push({
      name,
      source,
      bytes,
      sha256: await shard.digest(never),
      pairs,
      failed: 0,
      troubles: 0,
      device: "",
      runtime: "",
      sluice: "",
      carried: [],
      layout: {
        ...layout.result(),
        ...(format === undefined ? {} : { format }),
        ...(rowsAt === undefined ? {} : { rowsAt }),
        ...(whole === undefined
          ? {}
          : { whole: { bytes: statSync(whole).size, sha256: await sha256OfFile(whole) } }),
      },
    });
  }
  const inputs: RunInputs = {
    uri,
    uris: [uri],
    map: placeMap(dataset),
    format: dataset.format,
    hasImages: dataset.hasImages,
    shards: [],
    filters: [],
    limit: null,
    sample: null,
  };
  const pairs = shards.reduce((sum, shard) => sum + shard.pairs, 0);
  const fact = (result: Fact["result"]): Fact => ({ about: "", digest: "", result });
  const facts = {
    pairs: fact([{ pairs }]),
    sampling: fact([{ frame: "every pair" }]),
    ...Object.fromEntries(layoutRecords(inputs, shards).map(({ id, result }) => [id, fact(result)])),
  };
  return { card: { schema: "sluice.card/1", policy: "default", facts, answers: {} }, pairs };
}
