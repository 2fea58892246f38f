import { EventEmitter } from "node:events";
import { expect, it, vi } from "vitest";
import { startPool } from "../../../../src/pipelines/audit/pool.ts";

/** Stands in for a worker thread; the third of a pool cannot load its filters. */
class Thread extends EventEmitter {
  readonly given: number[] = [];
  constructor(nth: number) {
    super();
    const message =
      nth < 3 ? { type: "ready", facts: { device: "cpu" } } : { type: "refused", message: "no model" };
    setImmediate(() => this.emit("message", message));
  }
  postMessage({ id }: { readonly id: number }): void {
    this.given.push(id);
  }
  async terminate(): Promise<void> {}
}
const threads: Thread[] = [];
vi.mock("../../../../src/process/start-worker.ts", () => ({
  startWorker: () => {
    threads.push(new Thread(threads.length + 1));
    return threads.at(-1);
  },
}));

const batch = { shard: "00000", pairs: [] } as unknown as Parameters<
  Awaited<ReturnType<typeof startPool>>["submit"]
>[0];

it("starts no more workers than there are batches at a time, and says why a later one cannot work", async () => {
  const pool = await startPool(64, { filters: [], models: {}, device: "cpu" } as never);
  expect(threads).toHaveLength(1);
  const first = await pool.submit(batch);
  expect(threads).toHaveLength(1);
  threads[0]?.emit("message", { type: "scored", id: 0, scored: "first" });
  expect(await first.result).toBe("first");
  const second = await pool.submit(batch);
  expect(threads.map(({ given }) => given)).toEqual([[0, 1]]);
  const [third, fourth] = [await pool.submit(batch), await pool.submit(batch)];
  expect(threads.map(({ given }) => given)).toEqual([[0, 1], [2], [3]]);
  for (const { result } of [second, third, fourth]) await expect(result).rejects.toThrow("no model");
  await expect(pool.submit(batch)).rejects.toThrow("no model");
  expect(threads).toHaveLength(3);
  await pool.close();
});
