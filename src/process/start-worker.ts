import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const here = import.meta.url;

/**
 * Starts a thread as the program itself runs: compiled (a clone's bundle, the package's dist/), or from source
 * through tsx, which must register in each thread anew.
 * @param path the worker's source without its ending, from src/
 */
export function startWorker(
  path: "pipelines/audit/worker" | "pipelines/generate/worker",
  setup: unknown,
): Worker {
  const ending = here.slice(here.lastIndexOf("."));
  const worker = new URL(`../${path}${ending}`, here);
  // Flags of this process name modules as seen from where it began, and it may stand elsewhere by now.
  const execArgv = process.env["SLUICE_DEBUG"] && ending !== ".ts" ? ["--enable-source-maps"] : [];
  if (ending !== ".ts") return new Worker(fileURLToPath(worker), { workerData: setup, execArgv });
  const code = `import("${import.meta.resolve("tsx/esm/api")}").then(({ register }) => { register(); return import("${worker}"); })`;
  return new Worker(code, { eval: true, workerData: setup, execArgv });
}
