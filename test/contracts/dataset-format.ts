import { expect, it } from "vitest";
import { type Dataset, isTrouble, openDataset, type Pair } from "../../datasets/index.ts";

const never = new AbortController().signal;

/** Everything that a dataset's shards give, in order. */
export async function readAll(dataset: Dataset): Promise<{ pairs: Pair[]; troubles: string[] }> {
  const pairs: Pair[] = [];
  const troubles: string[] = [];
  for (const shard of dataset.shards)
    for await (const item of shard.read(never))
      if (isTrouble(item)) troubles.push(item.trouble);
      else pairs.push(item);
  return { pairs, troubles };
}

/** What every dataset must keep to, whatever stores it. @param expected format id and number of pairs */
export function datasetContract(
  uri: string,
  expected: { readonly format: string; readonly pairs: number },
): void {
  it(`is ${expected.format} with ${expected.pairs} pairs`, async () => {
    const dataset = await openDataset(uri);
    expect(dataset.format).toBe(expected.format);
    expect(dataset.uri).toBe(uri);
    expect((await readAll(dataset)).pairs).toHaveLength(expected.pairs);
  });

  it("gives unique keys, and shard names that are safe and unique", async () => {
    const dataset = await openDataset(uri);
    const { pairs } = await readAll(dataset);
    expect(new Set(pairs.map(({ key }) => key)).size).toBe(pairs.length);
    const names = dataset.shards.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of dataset.shards) expect(name).toMatch(/^[^/\\\s.-][^/\\\s]*$/u);
  });

  it("numbers rows from 0 in each shard, and keeps to the number that it declared", async () => {
    for (const shard of (await openDataset(uri)).shards) {
      const rows = [];
      for await (const item of shard.read(never)) if (!isTrouble(item)) rows.push(item.row);
      expect(rows).toEqual(rows.map((_, i) => i));
      if (shard.pairs !== undefined) expect(rows).toHaveLength(shard.pairs);
    }
  });

  it("gives the same pairs and digests again", async () => {
    const [first, second] = [await openDataset(uri), await openDataset(uri)];
    expect(await settled(await readAll(first))).toEqual(await settled(await readAll(second)));
    for (const [i, shard] of first.shards.entries()) {
      const digest = await shard.digest(never);
      expect(digest).toMatch(/^[0-9a-f]{64}$/u);
      expect(await second.shards[i]?.digest(never)).toBe(digest);
    }
  });

  it("gives what JSON can hold beside the pairs, and errors in one line", async () => {
    for (const { meta, error = "" } of (await readAll(await openDataset(uri))).pairs) {
      expect(JSON.parse(JSON.stringify(meta))).toEqual(meta);
      expect(error).toMatch(/^$|^Cannot [^\n]*[^.\n]$/u);
    }
  });

  it("stops when it is told to", async () => {
    const [shard] = (await openDataset(uri)).shards;
    const stopped = new AbortController();
    stopped.abort();
    const reading = async () => {
      for await (const _ of shard?.read(stopped.signal) ?? []) expect.unreachable();
    };
    await expect(reading()).rejects.toThrow(/abort/iu);
    await expect(shard?.digest(stopped.signal)).rejects.toThrow(/abort/iu);
  });

  it("lets go when the reader leaves early", async () => {
    for (const shard of (await openDataset(uri)).shards) for await (const _ of shard.read(never)) break;
  });
}

/** Pairs with their images read. */
async function settled({ pairs, troubles }: Awaited<ReturnType<typeof readAll>>) {
  const images = pairs.map(async ({ image, ...pair }) => ({
    ...pair,
    image: image && Buffer.from(await image()).toString("base64"),
  }));
  return { pairs: await Promise.all(images), troubles };
}
