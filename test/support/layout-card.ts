import { mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTrouble, LayoutTally, openDataset, placeMap, readContent } from "../../datasets/index.ts";
import type { Card, Fact } from "../../src/cards/source/card.ts";
import { layoutRecords } from "../../src/cards/source/layout.ts";
import { namesAgain } from "../../src/cards/source/names-again.ts";
import { sha256OfFile } from "../../src/digest/sha256.ts";
import { openFolder } from "../../src/run/query.ts";
import type { RunInputs } from "../../src/run/run.ts";
import type { ShardFacts } from "../../src/run/shard-facts.ts";
import { storedZips } from "../../src/run/stored-zips.ts";

const never = new AbortController().signal;

/** The card of a dataset as far as its layout goes: what an audit would store of it, without scoring anything. */
export async function layoutCard(uri: string): Promise<{ readonly card: Card; readonly pairs: number }> {
  const dataset = await openDataset(uri);
  const shards: ShardFacts[] = [];
  const keys: (readonly [shard: string, key: string])[] = [];
  for (const shard of dataset.shards) {
    const layout = new LayoutTally();
    let pairs = 0;
    for await (const item of shard.read(never)) {
      if (isTrouble(item)) continue;
      pairs++;
      keys.push([shard.name, item.key]);
      layout.note(item, (await readContent(item)).images)();
    }
    const { name, source, bytes, format, rowsAt, whole } = shard;
    const zips = await storedZips(shard, never);
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
        ...(zips === undefined ? {} : { zips }),
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
  const records = layoutRecords(inputs, shards);
  const fact = (result: Fact["result"]): Fact => ({ about: "", digest: "", result });
  const facts = {
    pairs: fact([{ pairs }]),
    sampling: fact([{ frame: "every pair" }]),
    ...Object.fromEntries(records.map(({ id, result }) => [id, fact(result)])),
    ...(await again(keys, records)),
  };
  return { card: { schema: "sluice.card/1", policy: "default", facts, answers: {} }, pairs };
}

/** Asked as of a run, of a table of its keys. */
async function again(
  keys: readonly (readonly [shard: string, key: string])[],
  records: ReturnType<typeof layoutRecords>,
): Promise<Card["facts"]> {
  if (keys.length === 0) return {};
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-keys-")));
  const query = await openFolder(folder, {});
  try {
    const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
    const rows = keys.map(([shard, key]) => `(${text(shard)}, ${text(key)})`).join(", ");
    await query.run(`CREATE TABLE scores AS SELECT * FROM (VALUES ${rows}) AS t(shard, key)`);
    const found = await namesAgain({ query }, records);
    return found === null ? {} : { [found.id]: { about: "", digest: "", result: found.result } };
  } finally {
    query.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
