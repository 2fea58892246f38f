import { readFileSync } from "node:fs";
import { argv, memoryUsage } from "node:process";
import { isTrouble, openDataset } from "../../datasets/index.ts";

// Prints how many bytes of memory reading the files named took at most, and how the rows of each ended.
const before = memoryUsage.rss();
const files = [];
for (const path of argv.slice(2)) {
  const errors: string[] = [];
  let [rows, sound] = [0, 0];
  try {
    const dataset = await openDataset(path);
    for (const shard of dataset.shards)
      for await (const item of shard.read(new AbortController().signal)) {
        rows++;
        const error = isTrouble(item) ? item.trouble : item.error;
        if (error === undefined) sound++;
        else if (errors.length < 3) errors.push(error);
      }
  } catch (error) {
    errors.push((error as Error).message);
  }
  files.push({ rows, sound, errors });
}
const most = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync("/proc/self/status", "utf8"));
console.log(JSON.stringify({ peak: Number(most?.[1]) * 1024 - before, files }));
