import { Worker } from "node:worker_threads";

/** What one worker is told to run. */
export interface FeedSetup {
  readonly model: string;
  /** Threads of its session. */
  readonly threads: number;
  /** Tensors per run. */
  readonly batch: number;
  /** How long to run, milliseconds. */
  readonly forMs: number;
}

/** Shapes of feeding a session: what one process does best with tensors that are ready. */
export interface ReadyTensors {
  /** Images per second of one session with a thread per core, 16 images a run. */
  readonly oneSession: number;
  /** Images per second of a worker per core with a one-threaded session each, 4 images a run. */
  readonly workers: number;
}

/** Feeds the network ready tensors: no reading, no decoding, no resizing. */
export async function readyTensors(model: string, cores: number, forMs: number): Promise<ReadyTensors> {
  const oneSession = await feedAll(1, { model, threads: cores, batch: 16, forMs });
  const workers = await feedAll(cores, { model, threads: 1, batch: 4, forMs });
  return { oneSession, workers };
}

/** Images per second of all workers together, which start at the same moment. */
async function feedAll(count: number, setup: FeedSetup): Promise<number> {
  const workers = Array.from({ length: count }, () => startWorker(setup));
  await Promise.all(workers.map(nextMessage));
  for (const worker of workers) worker.postMessage("go");
  const rates = await Promise.all(workers.map(nextMessage));
  await Promise.all(workers.map((worker) => worker.terminate()));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

const nextMessage = (worker: Worker) =>
  new Promise<number>((resolve, reject) => worker.once("message", resolve).once("error", reject));

/** tsx must register in each thread anew. */
function startWorker(setup: FeedSetup): Worker {
  const [tsx, feed] = [import.meta.resolve("tsx/esm/api"), new URL("./feed-worker.ts", import.meta.url).href];
  const code = `import("${tsx}").then(({ register }) => { register(); return import("${feed}"); })`;
  return new Worker(code, { eval: true, workerData: setup });
}
