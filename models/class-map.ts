import { readFile } from "node:fs/promises";
import { imageTensor, inputName } from "./image-input.ts";
import type { ImageClassifierManifest } from "./manifest.ts";
import { withOutputs } from "./network-outputs.ts";
import type { Pixels } from "./pixels.ts";
import { createSession, type Session, type SessionOptions } from "./session.ts";

/** How much each place of a picture speaks for a label: 0 to 1, row by row, the strongest place 1. */
export interface ClassMap {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
}

/** A layer of the head: one row of weights per output, and its bias. */
interface Dense {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Class activation maps (Zhou et al. 2016): what comes behind the pooling is applied to every place by itself, before
 * it is pooled. The network is loaded a second time, with its last layers as outputs, when a map is first asked for.
 */
export function loadClassMap(manifest: ImageClassifierManifest, path: string, options: SessionOptions) {
  const { evidence, input, labels } = manifest;
  let loading: Promise<Session> | undefined;
  const load = async (outputs: readonly string[]) => {
    const blank: Pixels = { data: new Uint8Array(3), width: 1, height: 1 };
    const feeds = { [inputName(input)]: await imageTensor([blank], input) };
    return createSession(withOutputs(await readFile(path), outputs), feeds, options, manifest.id);
  };
  return {
    async map(image: Pixels, label: string, against: readonly string[]): Promise<ClassMap | null> {
      if (evidence === undefined) return null;
      loading ??= load([evidence.layer, ...evidence.head.flat()]);
      const session = await loading;
      const outputs = await session.run({ [inputName(input)]: await imageTensor([image], input) });
      const layer = outputs[evidence.layer];
      const head = evidence.head.map(([kernel, bias]) => ({ kernel: outputs[kernel], bias: outputs[bias] }));
      if (layer === undefined || !head.every(isWhole)) return null;
      const wanted = labels.indexOf(label);
      const others = against.map((name) => labels.indexOf(name)).filter((k) => k >= 0);
      return classMap(layer, head, (logits) => {
        const rest = others.reduce((sum, k) => sum + (logits[k] ?? 0), 0) / Math.max(1, others.length);
        return (logits[wanted] ?? 0) - rest;
      });
    },
    close: async () => (await loading)?.close(),
  };
}

function isWhole(dense: Partial<Record<keyof Dense, Float32Array | undefined>>): dense is Dense {
  return dense.kernel !== undefined && dense.bias !== undefined;
}

/**
 * @param layer channels × places, as a convolution leaves them
 * @param score what counts of a place's logits
 */
export function classMap(
  layer: Float32Array,
  head: readonly Dense[],
  score: (logits: Float32Array) => number,
): ClassMap {
  const [first] = head;
  const channels = (first?.kernel.length ?? 0) / (first?.bias.length ?? 1);
  const places = layer.length / channels;
  const side = Math.round(Math.sqrt(places));
  const raw = Float32Array.from({ length: places }, (_, at) => {
    let values: Float32Array = new Float32Array(channels);
    for (let c = 0; c < channels; c++) values[c] = layer[c * places + at] as number;
    for (const [i, dense] of head.entries()) {
      values = apply(dense, values);
      if (i < head.length - 1) values = values.map((value) => Math.max(0, value));
    }
    return Math.max(0, score(values));
  });
  const most = raw.reduce((a, b) => Math.max(a, b), 0);
  return { columns: side, rows: side, values: most > 0 ? raw.map((value) => value / most) : raw };
}

/** Some hundred thousand products a place: four sums side by side, since each addition would wait for the one before. */
function apply({ kernel, bias }: Dense, values: Float32Array): Float32Array {
  const made = new Float32Array(bias.length);
  const width = values.length;
  const fours = width - (width % 4);
  for (let out = 0; out < bias.length; out++) {
    const row = out * width;
    let [a, b, c, d] = [bias[out] as number, 0, 0, 0];
    for (let i = 0; i < fours; i += 4) {
      a += (values[i] as number) * (kernel[row + i] as number);
      b += (values[i + 1] as number) * (kernel[row + i + 1] as number);
      c += (values[i + 2] as number) * (kernel[row + i + 2] as number);
      d += (values[i + 3] as number) * (kernel[row + i + 3] as number);
    }
    for (let i = fours; i < width; i++) a += (values[i] as number) * (kernel[row + i] as number);
    made[out] = a + b + c + d;
  }
  return made;
}
