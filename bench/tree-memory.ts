import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds from one look to the next: what lasts shorter is missed. */
const EVERY = 250;

/**
 * Watches the memory of a process and of all that it started, until told to stop; what they share counts once (PSS).
 * Linux only: elsewhere it sees nothing.
 * @returns a function that ends it and gives the peak, bytes
 */
export function watchTree(pid: number): () => number {
  let peak = 0;
  const look = () => {
    peak = Math.max(
      peak,
      treeOf(pid).reduce((sum, one) => sum + shareOf(one), 0),
    );
  };
  const timer = setInterval(look, EVERY);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

function treeOf(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

function childrenOf(pid: number): readonly number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const lists = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"));
    return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
  } catch {
    // It is gone, and what it started with it.
    return [];
  }
}

/** Its part of the memory, bytes. https://www.kernel.org/doc/Documentation/filesystems/proc.rst (smaps_rollup) */
function shareOf(pid: number): number {
  try {
    return (
      Number(/^Pss: +(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024
    );
  } catch {
    return 0;
  }
}
