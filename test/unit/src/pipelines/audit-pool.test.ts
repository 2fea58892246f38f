import { expect, it, vi } from "vitest";
import { startPool } from "../../../../src/pipelines/audit/pool.ts";

/** Stands in for a worker process; the third of a pool cannot load its filters. */
class Worker {
  readonly given: number[] = [];
  readonly gone = new Promise<string>(() => {});
  readonly say: (message: unknown) => void;
  constructor(nth: number, say: (message: unknown) => void) {
    this.say = say;
    const message =
      nth < 3 ? { type: "ready", facts: { device: "cpu" } } : { type: "refused", message: "no model" };
    setImmediate(() => say(message));
  }
  send({ id }: { readonly id: number }): void {
    this.given.push(id);
  }
  async kill(): Promise<void> {}
}
const workers: Worker[] = [];
vi.mock("../../../../src/process/start-process.ts", () => ({
  startProcess: (_path: string, _setup: unknown, say: (message: unknown) => void) => {
    workers.push(new Worker(workers.length + 1, say));
    return workers.at(-1);
  },
}));

const batch = { shard: "00000", pairs: [] } as unknown as Parameters<
  Awaited<ReturnType<typeof startPool>>["submit"]
>[0];

it("starts no more workers than there are batches at a time, and says why a later one cannot work", async () => {
  const pool = await startPool(64, { filters: [], models: {}, device: "cpu" } as never);
  expect(workers).toHaveLength(1);
  const first = await pool.submit(batch);
  expect(workers).toHaveLength(1);
  await expect.poll(() => workers[0]?.given).toEqual([0]);
  workers[0]?.say({ type: "scored", id: 0, scored: "first" });
  expect(await first.result).toEqual(["first"]);
  const second = await pool.submit(batch);
  await expect.poll(() => workers.map(({ given }) => given)).toEqual([[0, 1]]);
  const [third, fourth] = [await pool.submit(batch), await pool.submit(batch)];
  for (const { result } of [second, third, fourth]) await expect(result).rejects.toThrow("no model");
  expect(workers.map(({ given }) => given)).toEqual([[0, 1], [0], []]);
  await expect(pool.submit(batch)).rejects.toThrow("no model");
  expect(workers).toHaveLength(3);
  await pool.close();
});

it("lets go of what is under way when it is aborted, and takes no more", async () => {
  workers.length = 0;
  const aborted = new AbortController();
  const pool = await startPool(1, { filters: [], models: {}, device: "cpu" } as never, aborted.signal);
  const { result } = await pool.submit(batch);
  aborted.abort(new Error("interrupted"));
  await expect(result).rejects.toThrow("interrupted");
  await expect(pool.submit(batch)).rejects.toThrow("interrupted");
  await pool.close();
});
