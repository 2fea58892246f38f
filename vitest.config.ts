import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["./test/support/setup.ts"],
    // Nothing is this slow: limits are for what hangs, on a machine several times slower and busy as well.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", "./test/support/closing-line.ts"],
  },
});
