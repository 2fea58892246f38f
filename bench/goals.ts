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

/** What is wanted of the ratios to nsfwjs and to transformers.js, by model. */
const WANTED: Readonly<Partial<Record<BenchModel, { wasm?: number; transformers?: number }>>> = {
  panel: { wasm: 10, transformers: 3 },
  "nsfw-mobilenet-v2": { wasm: 20 },
};

/** All ratios of one model that could be measured. */
export function goals(model: BenchModel, rounds: readonly Round[], cores: number): readonly Goal[] {
  const goal = (name: string, theirs: (round: Round) => number | null, wanted?: number): readonly Goal[] => {
    const pairs = rounds.flatMap((round) => {
      const their = theirs(round);
      return their === null ? [] : [{ their, ratio: round.pipeline / their }];
    });
    if (pairs.length === 0) return [];
    return [
      {
        name,
        theirs: median(pairs.map(({ their }) => their)),
        ratio: median(pairs.map(({ ratio }) => ratio)),
        ...(wanted === undefined ? {} : { wanted }),
      },
    ];
  };
  const { wasm, transformers } = WANTED[model] ?? {};
  const one = model === "panel" ? ", nsfw-mobilenet-v2-mid alone" : "";
  return [
    ...goal("CPU-sum limit: cores ÷ (decode + inference), each measured alone", limit("alone", cores), 0.95),
    ...goal("the same limit, measured with every core busy", limit("together", cores)),
    ...goal("ready tensors, one session, 16 a run", ({ readyTensors }) => readyTensors?.oneSession ?? null),
    ...goal("ready tensors, a worker per core, 4 a run", ({ readyTensors }) => readyTensors?.workers ?? null),
    ...goal(`nsfwjs on TensorFlow.js WebAssembly${one}`, (round) => round.wasm, wasm),
    ...goal(`transformers.js image-classification${one}`, (round) => round.transformers, transformers),
    ...goal("a pool of Python processes: onnxruntime and Pillow, floats", ({ python }) => python, 1.2),
  ];
}

const limit = (which: "alone" | "together", cores: number) => (round: Round) =>
  (1000 * cores) / (round[which].decodeMs + round[which].inferenceMs);
