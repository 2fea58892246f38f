import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How much more than what lives may lie in the heap, as a share of it, and in bytes at least. */
const MORE = 0.15;
const LEAST_BYTES = 12 * 2 ** 20;

let collect: (() => void) | undefined;
let lived = 0;

/**
 * Keeps the heap of a process near what lives in it; to be called now and again, after a piece of work. V8 first looks
 * for garbage when half a GiB of it has gathered, so that memory grows with the number of pairs though nothing is kept.
 */
export function steadyHeap(): void {
  const used = getHeapStatistics().used_heap_size;
  if (lived > 0 && used < lived + Math.max(LEAST_BYTES, MORE * lived)) return;
  collect ??= garbageCollector();
  collect();
  lived = getHeapStatistics().used_heap_size;
}

/** V8's own: it is there where a context is made after the flag is set. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
