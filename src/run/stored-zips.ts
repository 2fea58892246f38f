import { type Shard, wholeFile } from "../../datasets/index.ts";
import type { StoredZips } from "./shard-facts.ts";

/** A shard's zips with their hashes; nothing where it has none, or one of them lies on another machine. */
export async function storedZips({ zips }: Shard, signal: AbortSignal): Promise<StoredZips | undefined> {
  if (zips === undefined) return undefined;
  const files = [];
  for (const { name, path } of zips.files) {
    const whole = await wholeFile(path, signal);
    if (whole === null) return undefined;
    files.push({ path: name, ...whole });
  }
  return { ...zips, files };
}
