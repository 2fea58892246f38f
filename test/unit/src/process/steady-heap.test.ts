import { getHeapStatistics } from "node:v8";
import { expect, it } from "vitest";
import { steadyHeap } from "../../../../src/process/steady-heap.ts";

const MIB = 2 ** 20;
const used = () => getHeapStatistics().used_heap_size / MIB;

/** Works for a while on what outlives two collections of young objects, as a batch of pairs does. @returns the most that lay in the heap, MiB */
function peakOf(after: () => void): number {
  const kept: unknown[] = [];
  let peak = 0;
  for (let round = 0; round < 120; round++) {
    kept.push(Array.from({ length: 20_000 }, (_, i) => ({ key: `${round}/${i}`, caption: `a boat ${i}` })));
    if (kept.length > 8) kept.shift();
    after();
    peak = Math.max(peak, used());
  }
  return peak;
}

it("keeps little but what lives, however much work was done", () => {
  let now = 0;
  // A round takes as long as it likes.
  const later = () => {
    now += 10_000;
    steadyHeap(now);
  };
  later();
  const before = used();
  const peak = peakOf(later);
  // Without it, 118.
  expect(peak - before).toBeLessThan(70);
});
