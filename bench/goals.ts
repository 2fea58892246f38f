import { median } from "./clock.ts";
import type { BenchModel } from "./models.ts";
import type { Round } from "./round.ts";

/** A ratio of the pipeline to something else, its goal and what was reached. */
export interface Goal {
  readonly name: string;
  /** Images per second of the other, median over rounds. */
  readonly theirs: number;
  /** Median over rounds of ours ÷ theirs, both of the same round. */
  readonly ratio: number;
  /** At least; absent where the ratio is only for orientation. */
  readonly wanted?: number;
}

/** All ratios of one model. */
export function goals(model: BenchModel, rounds: readonly Round[], cores: number): readonly Goal[] {
  const goal = (name: string, theirs: (round: Round) => number, wanted?: number): Goal => ({
    name,
    theirs: median(rounds.map(theirs)),
    ratio: median(rounds.map((round) => round.pipeline / theirs(round))),
    ...(wanted === undefined ? {} : { wanted }),
  });
  const heavy = model === "nsfw-inception-v3";
  return [
    goal("CPU-sum limit: cores ÷ (decode + inference), each measured alone", limit("alone", cores), 0.9),
    goal("the same limit, measured with every core busy", limit("together", cores)),
    goal("(a) ready tensors, one session, 16 a run", ({ readyTensors }) => readyTensors.oneSession),
    goal("(a) ready tensors, a worker per core, 4 a run", ({ readyTensors }) => readyTensors.workers),
    goal(
      "(a) the better of the two",
      ({ readyTensors: { oneSession, workers } }) => Math.max(oneSession, workers),
      heavy ? 0.9 : undefined,
    ),
    goal("(b) nsfwjs on TensorFlow.js WebAssembly", ({ wasm }) => wasm, 12),
    goal("(c) transformers.js image-classification", ({ transformers }) => transformers, 2.5),
  ];
}

const limit = (which: "alone" | "together", cores: number) => (round: Round) =>
  (1000 * cores) / (round[which].decodeMs + round[which].inferenceMs);
