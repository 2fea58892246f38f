import { execFile } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { watchTree } from "./tree-memory.ts";

/** What a child process said and used. */
export interface ChildResult {
  readonly stdout: string;
  /** Peak memory of it and of what it started, bytes. */
  readonly peakBytes: number;
  /** CPU time of all its threads and of what it started, seconds. */
  readonly cpuSeconds: number;
  /** Share of the machine's CPU time that other processes used meanwhile, 0…1. */
  readonly others: number;
}

const run = promisify(execFile);

/** Runs node on `args` in a process of its own and waits for it. */
export async function runNode(args: readonly string[]): Promise<ChildResult> {
  const usage = ["--require", join(import.meta.dirname, "report-usage.cjs")];
  const [busyBefore, start] = [busySeconds(), performance.now()];
  const running = run(process.execPath, [...usage, ...args], { maxBuffer: 2 ** 28 });
  const peak = watchTree(running.child.pid ?? 0);
  const { stdout, stderr } = await running.finally(peak);
  const wall = (performance.now() - start) / 1000;
  const busy = busySeconds() - busyBefore;
  const said = /^USAGE (.*)$/m.exec(stderr)?.[1];
  if (said === undefined) throw new Error(`Cannot measure "${args[0]}": wanted its usage, got none`);
  const { peakBytes: own, cpuSeconds } = JSON.parse(said) as Pick<ChildResult, "peakBytes" | "cpuSeconds">;
  // A short run may fall between two looks, and other systems cannot be looked at so.
  const peakBytes = Math.max(peak(), own);
  const others = Math.max(0, busy - cpuSeconds) / (wall * availableParallelism());
  return { stdout, peakBytes, cpuSeconds, others };
}

/** CPU time that the whole machine has spent working, seconds. */
function busySeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}
