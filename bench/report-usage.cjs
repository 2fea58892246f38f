"use strict";
// CommonJS and --require on purpose: --import would start libuv's threads before sluice.cjs sets their number.
const { writeSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

if (isMainThread)
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = { peakBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
    writeSync(2, `\nUSAGE ${JSON.stringify(usage)}\n`);
  });
