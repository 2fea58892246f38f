import { deepStrictEqual, equal, match, rejects } from "node:assert/strict";
import { type Dataset, isTrouble, type Pair } from "../../../datasets/index.ts";
import type { TestApi } from "./api.ts";

export interface ExpectedDataset {
  /** The format's id. */
  readonly format: string;
  readonly uri: string;
  /** How many pairs are in it, failed ones counted. */
  readonly pairs: number;
}

const never = new AbortController().signal;

/**
 * What every dataset must keep to, whatever stores it.
 * @param open opens the dataset anew: `() => openDataset(uri, [format])`
 */
export function formatContract(
  { it }: TestApi,
  open: () => Promise<Dataset>,
  expected: ExpectedDataset,
): void {
  it(`is ${expected.format} with ${expected.pairs} pairs`, async () => {
    const dataset = await open();
    equal(dataset.format, expected.format);
    equal(dataset.uri, expected.uri);
    equal((await readAll(dataset)).pairs.length, expected.pairs);
  });

  it("gives unique keys, and shard names that are safe and unique", async () => {
    const dataset = await open();
    const { pairs } = await readAll(dataset);
    equal(new Set(pairs.map(({ key }) => key)).size, pairs.length);
    const names = dataset.shards.map(({ name }) => name.toLowerCase());
    equal(new Set(names).size, names.length);
    for (const { name } of dataset.shards) match(name, /^[^/\\\s.-][^/\\\s]*$/u);
  });

  it("numbers rows from 0 in each shard, and keeps to the number that it declared", async () => {
    for (const shard of (await open()).shards) {
      const rows: number[] = [];
      for await (const item of shard.read(never)) if (!isTrouble(item)) rows.push(item.row);
      deepStrictEqual(rows, [...rows.keys()]);
      if (shard.pairs !== undefined) equal(rows.length, shard.pairs);
    }
  });

  it("gives the same pairs and digests again", async () => {
    const [first, second] = [await open(), await open()];
    deepStrictEqual(await settled(await readAll(first)), await settled(await readAll(second)));
    for (const [i, shard] of first.shards.entries()) {
      const digest = await shard.digest(never);
      match(digest, /^[0-9a-f]{64}$/u);
      equal(await second.shards[i]?.digest(never), digest);
    }
  });

  it("gives what JSON can hold beside the pairs, and errors in one line", async () => {
    for (const { meta, error = "" } of (await readAll(await open())).pairs) {
      deepStrictEqual(JSON.parse(JSON.stringify(meta)), meta);
      match(error, /^$|^Cannot [^\n]*[^.\n]$/u);
    }
  });

  it("stops when it is told to", async () => {
    const [shard] = (await open()).shards;
    const stopped = new AbortController();
    stopped.abort();
    const reading = async () => {
      for await (const item of shard?.read(stopped.signal) ?? [])
        throw new Error(`it went on: ${JSON.stringify(item)}`);
    };
    await rejects(reading(), /abort/iu);
    await rejects(Promise.resolve(shard?.digest(stopped.signal)), /abort/iu);
  });

  it("lets go when the reader leaves early", async () => {
    for (const shard of (await open()).shards) for await (const _ of shard.read(never)) break;
  });
}

async function readAll(dataset: Dataset): Promise<{ readonly pairs: Pair[]; readonly troubles: string[] }> {
  const pairs: Pair[] = [];
  const troubles: string[] = [];
  for (const shard of dataset.shards)
    for await (const item of shard.read(never))
      if (isTrouble(item)) troubles.push(item.trouble);
      else pairs.push(item);
  return { pairs, troubles };
}

/** Pairs with their images read. */
async function settled({ pairs, troubles }: Awaited<ReturnType<typeof readAll>>) {
  const inBase64 = async (bytes: Promise<Uint8Array>) => Buffer.from(await bytes).toString("base64");
  const images = pairs.map(async ({ image, images: all, ...pair }) => ({
    ...pair,
    image: image && (await inBase64(image())),
    images: all && (await Promise.all(all.map(async ({ name, bytes }) => [name, await inBase64(bytes())]))),
  }));
  return { pairs: await Promise.all(images), troubles };
}
