import type { Worker } from "node:worker_threads";
import { CliError, oneLine } from "../../process/errors.ts";
import { startWorker } from "../../process/start-worker.ts";
import type { Batch, FromWorker, Scored, ToWorker, WorkerFacts, WorkerSetup } from "./batch.ts";

/** Batches that a worker holds at once: one in inference, one being decoded meanwhile. */
const BATCHES_PER_WORKER = 2;

/** Worker threads that score batches. */
export interface Pool {
  readonly facts: WorkerFacts;
  /** Waits for a free place, hands the batch over and returns its result-to-come: callers feel the back-pressure. */
  submit(batch: Batch): Promise<{ readonly result: Promise<Scored> }>;
  close(): Promise<void>;
}

interface Job {
  readonly resolve: (scored: Scored) => void;
  readonly reject: (error: Error) => void;
}

interface PoolWorker {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
}

/**
 * Starts one worker and waits until it has built its filters. Others, `size` in all, come with the batches that find
 * none idle: a small dataset loads its models as often as it has batches, not as the machine has cores.
 * @throws CliError when a filter or a model cannot be loaded
 */
export async function startPool(size: number, setup: WorkerSetup): Promise<Pool> {
  const workers: PoolWorker[] = [];
  const waiting: (() => void)[] = [];
  let nextId = 0;
  let closing = false;
  let failure: Error | undefined;

  const freeSeat = () =>
    workers.reduce<PoolWorker | undefined>(
      (best, one) =>
        one.jobs.size < Math.min(BATCHES_PER_WORKER, best?.jobs.size ?? BATCHES_PER_WORKER) ? one : best,
      undefined,
    );
  const finish = (one: PoolWorker, id: number): Job | undefined => {
    const job = one.jobs.get(id);
    one.jobs.delete(id);
    waiting.shift()?.();
    return job;
  };
  const failAll = (error: Error) => {
    failure ??= error;
    for (const one of workers) for (const job of one.jobs.values()) job.reject(error);
    for (const wake of waiting.splice(0)) wake();
  };

  const start = () =>
    new Promise<WorkerFacts>((ready, refuse) => {
      const one: PoolWorker = { worker: startWorker("pipelines/audit/worker", setup), jobs: new Map() };
      one.worker.on("message", (message: FromWorker) => {
        if (message.type === "ready") ready(message.facts);
        else if (message.type === "refused") {
          const refusal = new CliError(message.message, { exitCode: 2 });
          refuse(refusal);
          failAll(refusal);
        } else finish(one, message.id)?.resolve(message.scored);
      });
      one.worker.on("error", (error) => {
        const failure = new CliError(`Cannot go on: a worker stopped: ${oneLine(error)}`, {
          exitCode: 1,
          cause: error,
        });
        refuse(failure);
        failAll(failure);
      });
      one.worker.on("exit", (code) => {
        if (!closing)
          failAll(new CliError(`Cannot go on: a worker exited with code ${code}`, { exitCode: 1 }));
      });
      workers.push(one);
    });
  const close = async () => {
    closing = true;
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  };

  const facts = await start().catch(async (error) => {
    await close();
    throw error;
  });

  return {
    facts,
    async submit(batch) {
      const grows = !failure && workers.length < size && workers.every(({ jobs }) => jobs.size > 0);
      if (grows) start().catch(failAll);
      let one = freeSeat();
      // A dead worker gives no place back: whoever waits for one must hear of it.
      if (failure) throw failure;
      while (one === undefined) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (closing) throw new CliError("Cannot score: the workers are closed", { exitCode: 1 });
        if (failure) throw failure;
        one = freeSeat();
      }
      const id = nextId++;
      const result = new Promise<Scored>((resolve, reject) => one.jobs.set(id, { resolve, reject }));
      result.catch(() => {});
      const transfer = batch.pairs.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
      one.worker.postMessage({ id, batch } satisfies ToWorker, transfer);
      return { result };
    },
    close,
  };
}
