import { join } from "node:path";
import { runNode } from "./child.ts";
import type { CpuSum } from "./cpu-sum.ts";
import type { BenchModel } from "./models.ts";
import { auditTar } from "./pipeline.ts";
import type { ReadyTensors } from "./ready-tensors.ts";

/** How many images each contender gets in a round; the slow ones get few. */
export interface Sizes {
  readonly pipeline: number;
  readonly cpuSum: number;
  readonly wasm: number;
  readonly transformers: number;
}

/** One round: every contender once, one after the other. All rates in images per second. */
export interface Round {
  readonly pipeline: number;
  readonly readyTensors: ReadyTensors;
  readonly wasm: number;
  readonly transformers: number;
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
  const contend = async <Result>(name: string, count: number): Promise<Result> => {
    const args = ["--import", "tsx", program, name, model, String(count), String(cores)];
    const { stdout, others } = await runNode(args);
    shares.push(others);
    return JSON.parse(/^RESULT (.*)$/m.exec(stdout)?.[1] ?? "null") as Result;
  };
  const pipeline = await auditTar(tar, { model, filters: "nsfw-image", limit: sizes.pipeline });
  shares.push(pipeline.others);
  const alone = await contend<CpuSum>("cpuSum", sizes.cpuSum);
  const readyTensors = await contend<ReadyTensors>("readyTensors", 0);
  const transformers = await contend<number>("transformersPipeline", sizes.transformers);
  const wasm = await contend<number>("nsfwjsWasm", sizes.wasm);
  const others = Math.max(...shares);
  const copies = await Promise.all(
    Array.from({ length: cores }, () => contend<CpuSum>("cpuSum", sizes.cpuSum)),
  );
  const mean = (pick: (copy: CpuSum) => number) =>
    copies.reduce((sum, copy) => sum + pick(copy), 0) / copies.length;
  const together = { decodeMs: mean((copy) => copy.decodeMs), inferenceMs: mean((copy) => copy.inferenceMs) };
  return { pipeline: pipeline.perSecond, readyTensors, wasm, transformers, alone, together, others };
}
