import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { globSync } from "tinyglobby";
import { defineConfig } from "vitest/config";
import { cores } from "./src/process/cores.ts";
import { LongestFirst } from "./test/support/longest-first.ts";

/**
 * What changes more than its own file (environment, folder, file handles, modules, the terminal's state), or measures
 * what other files in the same process change too: its memory.
 */
const needsProcess =
  /\bvi\.(?:mock|stubEnv|stubGlobal)\(|\bprocess\.(?:env\[|chdir|memoryUsage)|\bgetHeapStatistics\(|\bonSync\(|\bsluice(?:In)?\(|"ink(?:-testing-library)?"/u;

/** Unit tests that need a process of their own: their text says so. */
const alone = globSync("test/unit/**/*.test.{ts,tsx}").filter((file) =>
  needsProcess.test(readFileSync(file, "utf8")),
);

export default defineConfig({
  test: {
    globalSetup: ["./test/support/global-setup.ts"],
    setupFiles: ["./test/support/setup.ts"],
    // Nothing is this slow: limits are for what hangs, on a machine several times slower and busy as well.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 240_000 } },
    pool: "forks",
    // As in `src/cli/sluice.cjs`: a test file's process is as short, and a fifth of what it computed was such compiling.
    execArgv: ["--interrupt-budget=1000000"],
    // One more than there are cores: a seventh of the time tests wait, for a screen, a server or a worker's death.
    maxWorkers: cores() + 1,
    sequence: { sequencer: LongestFirst },
    alias: [
      ...["start-worker", "start-process"].map((name) => ({
        find: new RegExp(`^.*/process/${name}\\.ts$`, "u"),
        replacement: resolve(`test/support/${name}.ts`),
      })),
      { find: /^fast-check$/u, replacement: resolve("test/support/fast-check.ts") },
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
          include: ["test/{stories,contracts,golden,interop}/**/*.test.{ts,tsx}", ...alone],
          // Other people's programs and kills are in these. A second try is named at the end, with why; what is pure has none.
          retry: process.env["CI"] ? 1 : 0,
        },
      },
    ],
  },
});
