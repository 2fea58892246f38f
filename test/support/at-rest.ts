import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds between two looks. */
const LOOK = 20;

/** So many looks in a row are believed: longer than the program lets pass between a frame and what it hears. */
const ENOUGH = 4;

/** Looks after which a program is taken to be at some work of its own: 6 seconds at least. */
const MOST = 300;

/**
 * Resolves once a process does nothing and waits for no core to do it on: what it was sent it has acted on, however busy
 * the machine is. Where that cannot be seen (not on Linux), after a moment.
 */
export async function atRest(pid: number): Promise<void> {
  for (let [looks, rested] = [0, 0]; looks < MOST && rested < ENOUGH; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    rested = rests(pid) ? rested + 1 : 0;
  }
}

/** Whether all threads of a process wait for something else than a core or a disk. */
function rests(pid: number): boolean {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.every((id) => !/\) [RD] /u.test(readFileSync(`/proc/${pid}/task/${id}/stat`, "utf8")));
  } catch {
    // It, or one of them, has ended.
    return true;
  }
}
