import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How much more than what lives may lie in the heap, as a share of it, and in bytes at least. */
const MORE = 0.25;
const LEAST_BYTES = 24 * 2 ** 20;

/** Milliseconds from one look to the next at least: each takes some hundredth of a second for what lives. */
const EVERY = 2_000;

let collect: (() => void) | undefined;
let lived = 0;
let looked = 0;

/**
 * Keeps the heap of a process near what lives in it; to be called now and again, after a piece of work. V8 first looks
 * for garbage when half a GiB of it has gathered, so that memory grows with the number of pairs though nothing is kept.
 * @param now milliseconds, of any clock that never goes back
 */
export function steadyHeap(now = performance.now()): void {
  if (lived > 0 && now - looked < EVERY) return;
  const used = getHeapStatistics().used_heap_size;
  if (lived === 0) {
    // After a first piece of work most of it lives: to know exactly would cost a small dataset a tenth of its audit.
    [lived, looked] = [used, now];
    return;
  }
  if (used < lived + Math.max(LEAST_BYTES, MORE * lived)) return;
  collect ??= garbageCollector();
  collect();
  looked = now;
  lived = getHeapStatistics().used_heap_size;
}

/** V8's own: it is there where a context is made after the flag is set. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
