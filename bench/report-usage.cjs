"use strict";
// CommonJS and --require on purpose: --import would start libuv's threads before sluice.cjs sets their number.
const { readFileSync, writeSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

if (isMainThread)
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = {
      peakBytes: maxRSS * 1024,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 + childSeconds(),
    };
    writeSync(2, `\nUSAGE ${JSON.stringify(usage)}\n`);
  });

/** CPU time of the processes that this one started and that are gone, seconds: cutime and cstime of proc(5), in ticks of 1/100 s. */
function childSeconds() {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1).split(" ");
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return 0;
  }
}
