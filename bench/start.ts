/**
 * What a start costs, beside bare node, where a clone runs from its bundle and where each file compiles as it loads:
 *
 *     npm run bench:start
 *
 * CPU time of whole processes, the least of eleven: what else a machine does only ever adds.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, sluice } from "../test/support/cli.ts";
import { runNode } from "./child.ts";

const TIMES = 11;
const program = join(root, "src/cli/sluice.cjs");
const source = ["--import", "tsx", join(root, "bench/from-source.ts")];

const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
try {
  const run = join(folder, "sample");
  await sluice("audit", "sample", "--filters", "text-basics", "--out", run);
  const bare = await least("-e", "0");
  console.log(`bare node: ${ms(bare)}`);
  console.log("| Command | bundle | as it loads | bundle ÷ bare node |\n| --- | --- | --- | --- |");
  const words = [["--version"], ["--help"], ["decide", run, "--policy", "strict"], ["models", "list"]];
  const ratios: number[] = [];
  for (const command of words) {
    const bundled = await least(program, ...command);
    const loaded = await least(...source, ...command);
    ratios.push(bundled / bare);
    const ratio = (bundled / bare).toFixed(1);
    console.log(`| ${command[0]} | ${ms(bundled)} | ${ms(loaded)} | ${ratio} |`);
  }
  console.log(`goal: --version at most 3 times bare node: ${(ratios[0] ?? 9) <= 3 ? "met" : "MISSED"}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function least(...words: readonly string[]): Promise<number> {
  const used: number[] = [];
  for (let i = 0; i < TIMES; i++) used.push((await runNode(words)).cpuSeconds);
  return Math.min(...used);
}

function ms(seconds: number): string {
  return `${Math.round(1000 * seconds)} ms`;
}
