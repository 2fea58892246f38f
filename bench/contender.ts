import type { NsfwjsId } from "../models/convert/nsfwjs.ts";
import { cpuSum } from "./cpu-sum.ts";
import { nsfwjsWasm } from "./nsfwjs-wasm.ts";
import { sourcePairs } from "./pack.ts";
import { readyTensors } from "./ready-tensors.ts";
import { transformersPipeline } from "./transformers-pipeline.ts";

// One contender in a process of its own: `contender.ts NAME MODEL COUNT CORES`; prints its result as JSON.
const [name = "", model = "", count = "0", cores = "1"] = process.argv.slice(2);
const rival = model as NsfwjsId;
const paths = (await sourcePairs()).slice(0, Number(count)).map(({ path }) => path);
const contenders: Readonly<Record<string, () => Promise<unknown>>> = {
  cpuSum: () => cpuSum(model, paths),
  readyTensors: () => readyTensors(model, Number(cores), 2000),
  nsfwjsWasm: () => nsfwjsWasm(rival, paths),
  transformersPipeline: () => transformersPipeline(rival, paths),
};
console.log(`\nRESULT ${JSON.stringify(await contenders[name]?.())}`);
process.exit(0);
