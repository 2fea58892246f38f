import { CliError } from "../../process/errors.ts";
import type { Batch, Scored, WorkerFacts, WorkerSetup } from "./batch.ts";
import { type Desk, openDesk } from "./desk.ts";
import { startDeviceHosts } from "./device-hosts.ts";

/** Batches that a worker holds at once: one in inference, one being decoded meanwhile. */
const BATCHES_PER_WORKER = 2;

/** Worker processes that score batches. */
export interface Pool {
  readonly facts: WorkerFacts;
  /**
   * Waits for a free place, hands the batch over and returns its result-to-come, in parts: callers feel the
   * back-pressure. The batch's bytes are kept until it is scored, for the case that its worker dies.
   */
  submit(batch: Batch): Promise<{ readonly result: Promise<readonly Scored[]> }>;
  close(): Promise<void>;
}

/**
 * Starts one worker and waits until it has built its filters. Others, `size` in all, come with the batches that find
 * none idle: a small dataset loads its models as often as it has batches, not as the machine has cores.
 * @param signal ends what is under way at once
 * @throws CliError when a filter or a model cannot be loaded
 */
export async function startPool(size: number, setup: WorkerSetup, signal?: AbortSignal): Promise<Pool> {
  const desks: Desk[] = [];
  const waiting: (() => void)[] = [];
  let failure: Error | undefined;
  let fail: (error: Error) => void = () => {};
  const failing = new Promise<never>((_, reject) => {
    fail = (error) => {
      failure ??= error;
      reject(failure);
      for (const wake of waiting.splice(0)) wake();
    };
  });
  failing.catch(() => {});
  const deaths = { inARow: 0 };
  const hosts = startDeviceHosts(setup.device, fail);
  const open = () => {
    const desk = openDesk({ ...setup, ...hosts.of(desks.length) }, deaths);
    desks.push(desk);
    return desk;
  };
  const freeDesk = () =>
    desks
      .filter((desk) => !desk.rescues() && desk.batches() < BATCHES_PER_WORKER)
      .reduce<Desk | undefined>(
        (best, one) => (best && best.batches() <= one.batches() ? best : one),
        undefined,
      );
  const close = async () => {
    fail(new CliError("Cannot score: the workers are closed", { exitCode: 1 }));
    await Promise.all(desks.map((desk) => desk.close()));
    await hosts.close();
  };
  const onAbort = () => fail(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });

  const facts = await Promise.race([open().facts(), failing]).catch(async (error) => {
    await close();
    throw error;
  });

  return {
    facts,
    async submit(batch) {
      if (!failure && desks.length < size && desks.every((desk) => desk.batches() > 0))
        open().facts().catch(fail);
      let desk = freeDesk();
      while (desk === undefined && !failure) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        desk = freeDesk();
      }
      if (failure || desk === undefined) throw failure;
      const scored = desk.score(batch).finally(() => waiting.shift()?.());
      scored.catch(fail);
      const result = Promise.race([scored, failing]);
      result.catch(() => {});
      return { result };
    },
    async close() {
      signal?.removeEventListener("abort", onAbort);
      await close();
    },
  };
}
