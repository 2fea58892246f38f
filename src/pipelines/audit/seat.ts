import { CliError } from "../../process/errors.ts";
import { startProcess } from "../../process/start-process.ts";
import type { Batch, FromWorker, Scored, ToWorker, WorkerFacts, WorkerSetup } from "./batch.ts";

/** A worker never ends by itself: something in it does so, or holds it up with nothing left to do. */
const QUIET = "a module ends it, or waits for something that never comes";

/** How long a worker may take to close its sessions on a machine that is busy elsewhere, milliseconds. */
const CLOSING_MS = 15_000;

/** A worker's end before it had scored what it was given. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

/** A worker process that has built its filters. */
export interface Seat {
  readonly facts: WorkerFacts;
  /** Whether it can still score. */
  readonly alive: () => boolean;
  /** @throws WorkerDied when it dies meanwhile, CliError when a filter gives what it did not declare */
  score(batch: Batch): Promise<Scored>;
  close(): Promise<void>;
}

/**
 * Starts a worker and waits until it is ready.
 * @throws CliError when a filter or a model cannot be loaded, WorkerDied when it dies before it is ready
 */
export function startSeat(setup: WorkerSetup): { readonly ready: Promise<Seat>; close(): Promise<void> } {
  const jobs = new Map<number, PromiseWithResolvers<Scored>>();
  const ready = deferred<Seat>();
  let nextId = 0;
  let end: Error | undefined;
  let isReady = false;
  const fail = (error: Error) => {
    end ??= error;
    ready.reject(end);
    for (const job of jobs.values()) job.reject(end);
    jobs.clear();
  };
  const worker = startProcess("pipelines/audit/worker", setup, (said) => {
    const message = said as FromWorker;
    if (message.type === "ready") {
      isReady = true;
      ready.resolve(seat(message.facts));
    } else if (message.type === "refused") fail(new CliError(message.message, { exitCode: 2 }));
    else {
      jobs.get(message.id)?.resolve(message.scored);
      jobs.delete(message.id);
    }
  });
  void worker.gone.then((reason) =>
    fail(new WorkerDied(reason === "exit code 0" ? `${reason}: ${QUIET}` : reason)),
  );
  const close = async () => {
    // Sessions are closed where nothing is in inference: a graphics driver does not like to be left alone.
    if (isReady && end === undefined && jobs.size === 0) {
      end = new CliError("Cannot score: the worker is closed", { exitCode: 1 });
      worker.send({ close: true } satisfies ToWorker);
      const late = setTimeout(() => void worker.kill(), CLOSING_MS);
      await worker.gone;
      return clearTimeout(late);
    }
    await worker.kill();
  };
  const seat = (facts: WorkerFacts): Seat => ({
    facts,
    alive: () => end === undefined,
    async score(batch) {
      if (end !== undefined) throw end;
      const id = nextId++;
      const job = deferred<Scored>();
      jobs.set(id, job);
      worker.send({ id, batch } satisfies ToWorker);
      return job.promise;
    },
    close,
  });
  return { ready: ready.promise, close };
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

/** A promise that may reject before anyone listens. */
function deferred<Value>(): PromiseWithResolvers<Value> {
  let [resolve, reject]: [(value: Value) => void, (error: Error) => void] = [() => {}, () => {}];
  const promise = new Promise<Value>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
