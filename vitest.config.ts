import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { cores } from "./src/process/cores.ts";

/** Unit tests that change what a process shares: environment, folder, file handles, modules, or the terminal's state. */
const alone = [
  "test/unit/datasets/illustrations.test.ts",
  "test/unit/src/gate/{append,crash,provenance,sheet,text-in-image}.test.ts",
  "test/unit/src/pipelines/audit-pool.test.ts",
  "test/unit/src/process/progress.test.tsx",
  "test/unit/src/review/review.test.ts",
  "test/unit/src/tui/*.test.{ts,tsx}",
];

export default defineConfig({
  test: {
    globalSetup: ["./test/support/global-setup.ts"],
    setupFiles: ["./test/support/setup.ts"],
    // Nothing is this slow: limits are for what hangs, on a machine several times slower and busy as well.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: "forks",
    maxWorkers: cores(),
    alias: [
      { find: /^.*\/process\/start-worker\.ts$/u, replacement: resolve("test/support/start-worker.ts") },
    ],
    reporters: ["default", "./test/support/closing-line.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          // Pure, so that one process can take many files and load what they test once.
          isolate: false,
          include: ["test/unit/**/*.test.{ts,tsx}"],
          exclude: alone,
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: ["test/{stories,contracts,golden}/**/*.test.{ts,tsx}", ...alone],
        },
      },
    ],
  },
});
