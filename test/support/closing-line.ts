import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

const SLOWEST = 10;

/** Prints where the time went, and the counts on a line of their own in the plain form that any CI can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) for (const test of module.children.allTests()) count[test.result().state]++;
    for (const module of modules)
      if (module.state() === "failed" && module.errors().length > 0) count.failed++;
    for (const line of [...slowest(modules), ...secondTries(modules)]) console.log(line);
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

/** Every test that failed and passed when it was tried again, with what it said: chance that wants mending. */
function secondTries(modules: readonly TestModule[]): readonly string[] {
  const lines = modules.flatMap((module) =>
    [...module.children.allTests()]
      .filter((test) => test.diagnostic()?.flaky)
      .map((test) => {
        const said = test.result().errors?.map(({ stack, message }) => stack ?? message) ?? [];
        return `  ${relative(process.cwd(), module.moduleId)} > ${test.fullName}\n${said.join("\n")}`;
      }),
  );
  return lines.length > 0 ? ["\npassed at the second try only:", ...lines] : [];
}

/** The files that took longest, in seconds, where there are more than a few. */
function slowest(modules: readonly TestModule[]): readonly string[] {
  if (modules.length <= SLOWEST) return [];
  const times = modules.map((module) => {
    const { duration, collectDuration, setupDuration } = module.diagnostic();
    return { file: relative(process.cwd(), module.moduleId), ms: duration + collectDuration + setupDuration };
  });
  const lines = times
    .sort((a, b) => b.ms - a.ms)
    .slice(0, SLOWEST)
    .map(({ file, ms }) => `${(ms / 1000).toFixed(1).padStart(8)} s  ${file}`);
  return ["\nslowest files:", ...lines];
}
