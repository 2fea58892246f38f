import { readFileSync } from "node:fs";
import { argv, memoryUsage } from "node:process";
import { decodeFrames, limitDecodeThreads } from "../../datasets/index.ts";

// Prints how many bytes of memory decoding every frame of the file named took at most.
limitDecodeThreads(1);
const bytes = readFileSync(argv[2] as string);
const before = memoryUsage.rss();
const { facts, error, further } = await decodeFrames(bytes);
const errors = error === undefined ? [] : [error];
for await (const frame of further()) if (frame.error !== undefined) errors.push(frame.error);
// Of this process alone: `resourceUsage` begins with what the parent took.
const most = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync("/proc/self/status", "utf8"));
const peak = Number(most?.[1]) * 1024 - before;
console.log(JSON.stringify({ peak, facts, errors }));
