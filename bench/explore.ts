/**
 * Key to frame in the interface over a run of 1,000,000 pairs, in a real pseudo-terminal of 80 × 24:
 *
 *     npm run bench:explore
 *
 * A frame counts once the terminal has drawn the cursor's new position.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sluice } from "../test/support/cli.ts";
import { openTerminal, type Terminal } from "../test/support/terminal.ts";
import { makeBigRun } from "./big-run.ts";

const PAIRS = 1_000_000;
const GOAL = 50;
const names: Readonly<Record<string, string>> = { "\u0004": "^d", "\u0015": "^u" };

const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
try {
  await sluice("audit", "sample", "--out", join(folder, "sample"));
  await makeBigRun(join(folder, "sample"), join(folder, "big"), PAIRS);
  const opened = performance.now();
  const terminal = openTerminal(["explore", join(folder, "big")], { cwd: folder });
  await terminal.until(/ 1\/1,000,000/u, 120);
  console.log(`first frame of ${PAIRS.toLocaleString("en")} pairs after ${seconds(opened)}`);
  await terminal.until(/^(?:keep|drop|review)/mu);
  await terminal.settled();
  const moves = [
    await timed(terminal, "j", 200),
    await timed(terminal, "k", 100),
    await timed(terminal, "\u0004", 100),
    await timed(terminal, "\u0015", 50),
    await timed(terminal, "G", 1),
    await timed(terminal, "\u0015", 50),
  ];
  console.log("| Key | n | median | p95 | max |\n| --- | --- | --- | --- | --- |");
  for (const { key, times } of [...moves, { key: "all", times: moves.flatMap(({ times }) => times) }])
    console.log(
      `| ${key} | ${times.length} | ${at(times, 0.5)} ms | ${at(times, 0.95)} ms | ${at(times, 1)} ms |`,
    );
  await terminal.press("g");
  await ordered(terminal, "sort by a column", ["s"]);
  await ordered(terminal, "an SQL predicate", ["w", "image_porn > 0.5", "\r"]);
  await ordered(terminal, "clear", ["x"]);
  await ordered(terminal, "a word", ["/", "cat", "\r"]);
  terminal.kill("SIGKILL");
  await terminal.ended;
  const p95 = at(
    moves.flatMap(({ times }) => times),
    0.95,
  );
  console.log(`goal: p95 of key to frame at most ${GOAL} ms: ${p95 <= GOAL ? "met" : "MISSED"}`);
  if (p95 > GOAL) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Timed {
  readonly key: string;
  readonly times: readonly number[];
}

/** Presses a key again and again, each time once the frame before was drawn. */
async function timed(terminal: Terminal, key: string, presses: number): Promise<Timed> {
  const times: number[] = [];
  for (let i = 0; i < presses; i++) {
    const before = position(terminal);
    const start = performance.now();
    terminal.send(key);
    while (position(terminal) === before) await new Promise((resolve) => setTimeout(resolve, 1));
    times.push(performance.now() - start);
  }
  return { key: names[key] ?? key, times };
}

/** The title line: its right end says where the cursor is. */
function position(terminal: Terminal): string {
  return terminal.screen().split("\n", 1)[0] ?? "";
}

/** How long until all pairs are in a new order; the screen answers keys meanwhile. */
async function ordered(terminal: Terminal, what: string, keys: readonly string[]): Promise<void> {
  const start = performance.now();
  for (const key of keys) terminal.send(key);
  await terminal.until(/ordering…/u);
  await terminal.until(/^(?!.*ordering…)/u, 120);
  console.log(`${what}: in order after ${seconds(start)}`);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function at(times: readonly number[], quantile: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round(sorted[Math.ceil(quantile * sorted.length) - 1] ?? Number.NaN);
}
