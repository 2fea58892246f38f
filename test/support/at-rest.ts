import { readFileSync } from "node:fs";

/** Milliseconds between two looks. */
const LOOK = 20;

/** So many looks in a row are believed: longer than the program lets pass between a frame and what it hears. */
const ENOUGH = 4;

/** Looks after which a program is taken to be at some work of its own: 6 seconds at least. */
const MOST = 300;

/**
 * Resolves once a process's first thread does nothing and waits for no core to do it on: what it was sent it has acted
 * on, however busy the machine is. Where that cannot be seen (not on Linux), after a moment.
 */
export async function atRest(pid: number): Promise<void> {
  for (let [looks, rested] = [0, 0]; looks < MOST && rested < ENOUGH; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    rested = rests(pid) ? rested + 1 : 0;
  }
}

/** Whether the thread that hears keys and draws waits for something else than a core or a disk. */
function rests(pid: number): boolean {
  try {
    return !/\) [RD] /u.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // It has ended, or nothing says so here.
    return true;
  }
}
