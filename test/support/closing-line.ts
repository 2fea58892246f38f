import type { Reporter, TestModule } from "vitest/node";

/** Prints the counts on a line of their own, in the plain form that any CI can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) for (const test of module.children.allTests()) count[test.result().state]++;
    for (const module of modules)
      if (module.state() === "failed" && module.errors().length > 0) count.failed++;
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
