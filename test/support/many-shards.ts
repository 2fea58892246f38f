import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** More shards than a sealed run keeps a file for each of. */
export const MANY = 104;

/** Writes a dataset of {@link MANY} shards of three captions with URLs each. */
export function writeManyShards(folder: string): void {
  mkdirSync(folder);
  for (let shard = 0; shard < MANY; shard++) {
    const rows = Array.from({ length: 3 }, (_, row) => ({
      url: `https://example.com/${shard}/${row}.jpg`,
      caption: `a caption of ${"many ".repeat(1 + ((shard * 7 + row) % 23))}words`,
    }));
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    writeFileSync(join(folder, `${String(shard).padStart(5, "0")}.jsonl`), lines);
  }
}
