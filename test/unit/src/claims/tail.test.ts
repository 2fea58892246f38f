import { expect, it } from "vitest";
import { openLeases } from "../../../../src/claims/leases.ts";
import { largestFirst } from "../../../../src/pipelines/audit/order.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { SimulatedClock } from "../../../support/simulated-clock.ts";

const folder = scratchFolder();
const signal = new AbortController().signal;
/** Milliseconds that a shard of size 1 takes. */
const SHARD = 40_000;
let runs = 0;

/** How long workers take over shards of these sizes, by the real claims and a clock that does not wait. */
async function took(sizes: readonly number[], workers: number): Promise<number> {
  const clock = new SimulatedClock();
  const shards = sizes.map((bytes, i) => ({ name: String(i).padStart(5, "0"), bytes }));
  const sizeOf = new Map(shards.map(({ name, bytes }) => [name, bytes]));
  const { names, large } = largestFirst(shards);
  const place = folder(`run-${runs++}`);
  const done = new Set<string>();
  const scored: string[] = [];
  const worker = (i: number) => async () => {
    const claims = await openLeases(
      { shards: names, large, isDone: (shard) => done.has(shard) },
      { folder: place, clock, from: Math.floor((i * sizes.length) / workers) },
    );
    for (let claim = await claims.next(signal); claim !== null; claim = await claims.next(signal)) {
      await clock.wait(SHARD * (sizeOf.get(claim.shard) ?? 0));
      scored.push(claim.shard);
      done.add(claim.shard);
      await claim.done();
    }
    await claims.close();
  };
  const time = await clock.run(Array.from({ length: workers }, (_, i) => worker(i)));
  // A lease that beats is never taken away, though the large shard takes longer than leases last.
  expect(scored.sort()).toEqual([...names].sort());
  return time;
}

it("leaves no large shard for last: eight workers take at most 1.15 times the ideal", async () => {
  const sizes = Array.from({ length: 121 }, (_, i) => (i === 100 ? 10 : 1));
  const ideal = (SHARD * sizes.reduce((sum, size) => sum + size, 0)) / 8;
  expect(await took(sizes, 8)).toBeLessThanOrEqual(1.15 * ideal);
});

it("is 1.9 times as fast with two workers as with one", async () => {
  const sizes = Array.from({ length: 40 }, () => 1);
  const [one, two] = [await took(sizes, 1), await took(sizes, 2)];
  expect(one / two).toBeGreaterThanOrEqual(1.9);
});
