import type { Dataset } from "./format.ts";
import { locate } from "./location.ts";
import { formats } from "./registry.ts";

/**
 * Opens a dataset by its URI; the first format that recognises it reads it.
 * @throws Error with one line: nothing there, nothing recognised, or nothing in it
 */
export async function openDataset(uri: string): Promise<Dataset> {
  const location = await locate(uri);
  for (const format of formats) {
    if (!(await format.detect(location))) continue;
    const dataset = await format.open(location);
    if (dataset.shards.length === 0) throw new Error(`Cannot open "${uri}": no pairs in it`);
    return { ...dataset, uri, format: format.id, shards: uniqueNames(dataset.shards) };
  }
  throw new Error(
    `Cannot open "${uri}": wanted one of ${formats.map(({ id, about }) => `${id} (${about})`).join(", ")}`,
  );
}

/** Shards of the same base name in different folders get a number, so that each has a file of its own in a run. */
function uniqueNames(shards: Dataset["shards"]): Dataset["shards"] {
  const seen = new Map<string, number>();
  return shards.map((shard) => {
    const times = seen.get(shard.name) ?? 0;
    seen.set(shard.name, times + 1);
    return times === 0 ? shard : { ...shard, name: `${shard.name}~${times + 1}` };
  });
}
