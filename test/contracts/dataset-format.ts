import { it } from "vitest";
import { type Dataset, isTrouble, openDataset, type Pair } from "../../datasets/index.ts";
import { formatContract } from "../../src/library/testing.ts";

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

/** The suite that other people's formats are tried with, on one of ours. @param expected format id and number of pairs */
export function datasetContract(
  uri: string,
  expected: { readonly format: string; readonly pairs: number },
): void {
  formatContract({ it }, () => openDataset(uri), { uri, ...expected });
}
