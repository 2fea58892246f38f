import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { inject } from "vitest";

/** Stands for `src/process/start-worker.ts` in tests: threads start compiled, as they do for users. */
export function startWorker(path: string, setup: unknown): Worker {
  return new Worker(join(inject("bundle"), "src", `${path}.mjs`), { workerData: setup });
}
