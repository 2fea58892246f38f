import { CliError, oneLine } from "../../process/errors.ts";
import { startWorker } from "../../process/start-worker.ts";
import type { Answers, FromWorker, Request, StepNews, ToWorker, WorkerSetup } from "./messages.ts";

/** The networks, in a thread of their own: the runtime blocks whoever calls it. */
export interface Engine {
  /** Asks for one thing; what a run says meanwhile goes to `hear`. */
  ask<K extends Request["ask"]>(
    request: Extract<Request, { ask: K }>,
    hear?: (news: StepNews) => void,
  ): Promise<Answers[K]>;
  close(): Promise<void>;
}

/** Memory did not suffice: the same work in smaller portions may pass. */
export class MemoryError extends CliError {
  constructor(reason: string) {
    super(
      `Cannot go on: no memory, not even for one image (${reason}); next: close other programs, or a smaller model`,
      { exitCode: 1 },
    );
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly hear: (news: StepNews) => void;
}

/** Starts the worker. @param signal when it aborts, a run under way ends after its network call */
export function startEngine({ device, threads }: Omit<WorkerSetup, "stop">, signal: AbortSignal): Engine {
  const stop = new SharedArrayBuffer(4);
  const worker = startWorker("pipelines/generate/worker", { device, threads, stop } satisfies WorkerSetup);
  const waiting = new Map<number, Waiting>();
  const halt = () => void Atomics.store(new Int32Array(stop), 0, 1);
  if (signal.aborted) halt();
  signal.addEventListener("abort", halt);
  let failure: Error | undefined;
  const fail = (reason: string, cause?: unknown) => {
    failure ??= new CliError(`Cannot go on: the worker ${reason}`, { exitCode: 1, cause });
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on("error", (error) => fail(`stopped: ${oneLine(error)}`, error));
  worker.on("exit", (code) => fail(`exited with code ${code}`));
  worker.on("message", (message: FromWorker) => {
    const asked = waiting.get(message.id);
    if (asked === undefined) return;
    if (message.type === "step") return asked.hear(message.news);
    waiting.delete(message.id);
    if (message.type === "answer") asked.resolve(message.value);
    else asked.reject(errorOf(message));
  });
  let asked = 0;
  return {
    ask(request, hear = () => {}) {
      return new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        const id = asked++;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, hear });
        worker.postMessage({ id, request } satisfies ToWorker);
      });
    },
    async close() {
      signal.removeEventListener("abort", halt);
      await worker.terminate();
    },
  };
}

function errorOf({ message, memory, expected }: Extract<FromWorker, { type: "failed" }>): Error {
  if (memory) return new MemoryError(message);
  return expected ? new CliError(message, { exitCode: 2 }) : new Error(message);
}
