import type { Worker } from "node:worker_threads";
import { CliError, oneLine } from "../../errors.ts";
import { startWorker } from "../start-worker.ts";
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

interface Seat {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
}

/**
 * Starts one worker and waits until it has built its filters. Others, `size` in all, come with the batches that find
 * none idle: a small dataset loads its models as often as it has batches, not as the machine has cores.
 * @throws CliError when a filter or a model cannot be loaded
 */
export async function startPool(size: number, setup: WorkerSetup): Promise<Pool> {
  const seats: Seat[] = [];
  const waiting: (() => void)[] = [];
  let nextId = 0;
  let closing = false;
  let failure: Error | undefined;

  const freeSeat = () =>
    seats.reduce<Seat | undefined>(
      (best, seat) =>
        seat.jobs.size < Math.min(BATCHES_PER_WORKER, best?.jobs.size ?? BATCHES_PER_WORKER) ? seat : best,
      undefined,
    );
  const finish = (seat: Seat, id: number): Job | undefined => {
    const job = seat.jobs.get(id);
    seat.jobs.delete(id);
    waiting.shift()?.();
    return job;
  };
  const failAll = (error: Error) => {
    failure ??= error;
    for (const seat of seats) for (const job of seat.jobs.values()) job.reject(error);
    for (const wake of waiting.splice(0)) wake();
  };

  const start = () =>
    new Promise<WorkerFacts>((ready, refuse) => {
      const seat: Seat = { worker: startWorker(import.meta.url, setup), jobs: new Map() };
      seat.worker.on("message", (message: FromWorker) => {
        if (message.type === "ready") ready(message.facts);
        else if (message.type === "refused") refuse(new CliError(message.message, { exitCode: 2 }));
        else finish(seat, message.id)?.resolve(message.scored);
      });
      seat.worker.on("error", (error) => {
        const failure = new CliError(`Cannot go on: a worker stopped: ${oneLine(error)}`, {
          exitCode: 1,
          cause: error,
        });
        refuse(failure);
        failAll(failure);
      });
      seat.worker.on("exit", (code) => {
        if (!closing)
          failAll(new CliError(`Cannot go on: a worker exited with code ${code}`, { exitCode: 1 }));
      });
      seats.push(seat);
    });
  const close = async () => {
    closing = true;
    await Promise.all(seats.map(({ worker }) => worker.terminate()));
  };

  const facts = await start().catch(async (error) => {
    await close();
    throw error;
  });

  return {
    facts,
    async submit(batch) {
      const grows = !failure && seats.length < size && seats.every(({ jobs }) => jobs.size > 0);
      if (grows) start().catch(failAll);
      let seat = freeSeat();
      // A dead worker gives no place back: whoever waits for one must hear of it.
      if (failure) throw failure;
      while (seat === undefined) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (closing) throw new CliError("Cannot score: the workers are closed", { exitCode: 1 });
        if (failure) throw failure;
        seat = freeSeat();
      }
      const id = nextId++;
      const result = new Promise<Scored>((resolve, reject) => seat.jobs.set(id, { resolve, reject }));
      result.catch(() => {});
      const transfer = batch.pairs.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
      seat.worker.postMessage({ id, batch } satisfies ToWorker, transfer);
      return { result };
    },
    close,
  };
}
