import { Worker } from "node:worker_threads";

/**
 * Starts the `worker` beside a module as the program itself runs: from source through tsx, which must register
 * in each thread anew, or compiled.
 * @param beside the module's `import.meta.url`
 */
export function startWorker(beside: string, setup: unknown): Worker {
  if (!beside.endsWith(".ts")) return new Worker(new URL("./worker.js", beside), { workerData: setup });
  const [tsx, worker] = [import.meta.resolve("tsx/esm/api"), new URL("./worker.ts", beside).href];
  const code = `import("${tsx}").then(({ register }) => { register(); return import("${worker}"); })`;
  return new Worker(code, { eval: true, workerData: setup });
}
