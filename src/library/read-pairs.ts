import { type Dataset, isTrouble, type Pair } from "../../datasets/index.ts";

/**
 * All pairs of a dataset, in stored order, those with an `error` too.
 * @param options.signal ends the reading with its reason
 * @param options.onTrouble hears what is wrong and belongs to no pair, in one line
 */
export async function* readPairs(
  dataset: Dataset,
  options: { readonly signal?: AbortSignal; readonly onTrouble?: (trouble: string) => void } = {},
): AsyncGenerator<Pair> {
  const { signal = new AbortController().signal, onTrouble = () => {} } = options;
  for (const trouble of dataset.troubles) onTrouble(trouble);
  for (const shard of dataset.shards)
    for await (const item of shard.read(signal))
      if (isTrouble(item)) onTrouble(item.trouble);
      else yield item;
}
