import { parentPort, workerData } from "node:worker_threads";
import { openSafetyChecker, type SafetyChecker } from "../../../models/index.ts";
import { oneLine } from "../../process/errors.ts";
import type { Answers, FromWorker, Request, StepNews, ToWorker, WorkerSetup } from "./messages.ts";
import { stageWorker } from "./stage-worker.ts";

const setup = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error("worker.ts runs in a worker thread");
const post = (message: FromWorker) => port.postMessage(message);
const stop = new Int32Array(setup.stop);
/** A cascade has one checker at most; it stays beside the stage whose images it checks. */
let checker: SafetyChecker | undefined;
const stages = stageWorker(setup, () => Atomics.load(stop, 0) !== 0);

async function answer(request: Request, tell: (news: StepNews) => void): Promise<Answers[keyof Answers]> {
  switch (request.ask) {
    case "encode":
      return stages.encode(request);
    case "open-stage":
      return stages.openStage(request);
    case "run":
      return stages.run(request.batch, tell);
    case "check": {
      checker ??= await openSafetyChecker(request.files, setup);
      const checked = [];
      for (const image of request.images) checked.push(await checker.check(image));
      return checked;
    }
  }
}

let turn: Promise<unknown> = Promise.resolve();
port.on("message", ({ id, request }: ToWorker) => {
  turn = turn.then(async () => {
    try {
      const value = await answer(request, (news) => post({ type: "step", id, news }));
      post({ type: "answer", id, value });
    } catch (error) {
      const message = oneLine(error);
      post({
        type: "failed",
        id,
        message,
        memory: /bad.?alloc|out of memory|failed to allocate|array buffer allocation/iu.test(message),
        expected: message.startsWith("Cannot "),
      });
    }
  });
});
