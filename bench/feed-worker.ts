import { randomFillSync } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createSession } from "../models/session.ts";
import { onnxPath } from "./models.ts";
import type { FeedSetup } from "./ready-tensors.ts";

/** One session that runs the same ready tensor until the time is up; says when it is ready, then its images per second. */
async function main({ model, threads, batch, forMs }: FeedSetup): Promise<void> {
  const { path, size } = await onnxPath(model);
  const data = Float32Array.from(randomFillSync(new Uint8Array(batch * size * size * 3)));
  const image = { data, shape: [batch, size, size, 3] };
  const session = await createSession(path, { image }, { device: "cpu", threads });
  parentPort?.once("message", async () => {
    const start = performance.now();
    let images = 0;
    while (performance.now() - start < forMs) {
      await session.run({ image });
      images += batch;
    }
    parentPort?.postMessage((images / (performance.now() - start)) * 1000);
  });
  parentPort?.postMessage(0);
}

await main(workerData as FeedSetup);
