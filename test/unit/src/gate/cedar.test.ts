import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** Asks Cedar from optimised code that is given up in the middle of the call, by a getter of the question. */
const SCRIPT = `
const { checkParsePolicySet: ask } = await import(process.argv[1]);
let give = false;
const question = () => ({ get staticPolicies() { if (give) %DeoptimizeFunction(ask); return {}; } });
%PrepareFunctionForOptimization(ask);
for (let i = 0; i < 20; i++) ask(question());
%OptimizeFunctionOnNextCall(ask);
ask(question());
give = true;
console.log(ask(question()).type);
`;

test("a call into Cedar whose optimised code is given up meanwhile ends in its answer, not in V8's abort", async () => {
  const flags = ["--import", "tsx", "--allow-natives-syntax", "--input-type=module", "-e", SCRIPT];
  const { stdout } = await run(process.execPath, [...flags, resolve("src/gate/rules/cedar.ts")]);
  expect(stdout.trim()).toBe("success");
});
