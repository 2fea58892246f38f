import { defineConfig } from "vitest/config";
import { cores } from "./src/process/cores.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: ["./test/support/global-setup.ts"],
    setupFiles: ["./test/support/setup.ts"],
    // Nothing is this slow: limits are for what hangs, on a machine several times slower and busy as well.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: "forks",
    maxWorkers: cores(),
    reporters: ["default", "./test/support/closing-line.ts"],
  },
});
