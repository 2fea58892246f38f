import { join } from "node:path";
import { runNode } from "./child.ts";
import type { CpuSum } from "./cpu-sum.ts";
import { type BenchModel, rivalOf } from "./models.ts";
import { auditTar } from "./pipeline.ts";
import { pythonPool } from "./python-pool.ts";
import type { ReadyTensors } from "./ready-tensors.ts";

/** How many images each contender gets in a round; the slow ones get few. */
export interface Sizes {
  readonly pipeline: number;
  readonly cpuSum: number;
  readonly wasm: number;
  readonly transformers: number;
  readonly python: number;
}

/** One round: every contender once, one after the other. All rates in images per second; null: not measured here. */
export interface Round {
  readonly pipeline: number;
  /** Of one network alone. */
  readonly readyTensors: ReadyTensors | null;
  readonly wasm: number | null;
  readonly transformers: number | null;
  readonly python: number | null;
  readonly alone: CpuSum;
  /** The same loop in one process per core at the same time: what sharing caches and memory costs. */
  readonly together: CpuSum;
  /** Largest share of the machine that other processes used during one of them, 0…1. */
  readonly others: number;
}

/** Whether other processes took so little of the machine that the round's numbers stand. */
export const isQuiet = ({ others }: Round) => others <= 0.05;

const program = join(import.meta.dirname, "contender.ts");

export async function playRound(tar: string, model: BenchModel, sizes: Sizes, cores: number): Promise<Round> {
  const shares: number[] = [];
  const contend = async <Result>(name: string, of: BenchModel, count: number): Promise<Result> => {
    const args = ["--import", "tsx", program, name, of, String(count), String(cores)];
    const { stdout, others } = await runNode(args);
    shares.push(others);
    return JSON.parse(/^RESULT (.*)$/m.exec(stdout)?.[1] ?? "null") as Result;
  };
  const rival = rivalOf(model);
  const pipeline = await auditTar(tar, { model, filters: "nsfw-image", limit: sizes.pipeline });
  shares.push(pipeline.others);
  const alone = await contend<CpuSum>("cpuSum", model, sizes.cpuSum);
  const readyTensors = model === "panel" ? null : await contend<ReadyTensors>("readyTensors", model, 0);
  const transformers = rival && (await contend<number>("transformersPipeline", rival, sizes.transformers));
  const wasm = rival && (await contend<number>("nsfwjsWasm", rival, sizes.wasm));
  const python = await pythonPool(tar, model, sizes.python, cores);
  const others = Math.max(...shares);
  const copies = await Promise.all(
    Array.from({ length: cores }, () => contend<CpuSum>("cpuSum", model, sizes.cpuSum)),
  );
  const mean = (pick: (copy: CpuSum) => number) =>
    copies.reduce((sum, copy) => sum + pick(copy), 0) / copies.length;
  const together = { decodeMs: mean((copy) => copy.decodeMs), inferenceMs: mean((copy) => copy.inferenceMs) };
  return { pipeline: pipeline.perSecond, readyTensors, wasm, transformers, python, alone, together, others };
}
