import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelFolder } from "../../../models/index.ts";
import { createSession, type TensorInput } from "../../../models/session.ts";

/** What PyTorch made of a stage's fixed inputs: `export.py` of models/illustrator/training. */
interface Golden {
  readonly shape: readonly [number, number, number, number];
  readonly mean: number;
  readonly deviation: number;
  /** Places in the output, and PyTorch's values there. */
  readonly places: readonly number[];
  readonly values: readonly number[];
}

const TOKENS = 32;

/** sin(rate · i), as export.py writes it. */
function wave(shape: readonly number[], rate: number, gain = 1): TensorInput {
  const length = shape.reduce((product, side) => product * side, 1);
  return { data: Float32Array.from({ length }, (_, i) => gain * Math.sin(i * rate)), shape };
}

function integers(values: readonly number[], shape: readonly number[] = [values.length]): TensorInput {
  return { data: BigInt64Array.from(values, BigInt), shape };
}

/** The inputs of export.py's `fixed_inputs`. */
function fixedInputs([batch, , size]: Golden["shape"], low: boolean): Readonly<Record<string, TensorInput>> {
  const kept = Array.from({ length: batch * TOKENS }, (_, i) => (i >= 7 && i < TOKENS ? 0 : 1));
  return {
    sample: wave([batch, low ? 6 : 3, size, size], 0.37),
    timestep: integers([999, 250]),
    encoder_hidden_states: wave([batch, TOKENS, 384], 0.11, 0.5),
    encoder_attention_mask: integers(kept, [batch, TOKENS]),
    ...(low && { class_labels: integers([100, 0]) }),
  };
}

describe.each(["tiny-cascade", "illustrator"])("the exported networks of %s", (model) => {
  const golden = JSON.parse(readFileSync(join(modelFolder(model), "golden.json"), "utf8")) as Readonly<
    Record<"base" | "super", Golden>
  >;

  it.each(["base", "super"] as const)("%s gives what PyTorch gave, within 1e-4", async (stage) => {
    const { shape, places, values, mean, deviation } = golden[stage];
    const inputs = fixedInputs(shape, stage === "super");
    const session = await createSession(join(modelFolder(model), `${stage}.onnx`), inputs, { device: "cpu" });
    const { out_sample: output } = await session.run(inputs);
    await session.close();
    if (output === undefined) throw new Error("Cannot test: the network gave no out_sample");
    expect(output).toHaveLength(shape.reduce((product, side) => product * side, 1));
    for (const [at, place] of places.entries())
      expect(output[place]).toBeCloseTo(values[at] ?? Number.NaN, 4);
    const average = output.reduce((sum, value) => sum + value, 0) / output.length;
    const variance = output.reduce((sum, value) => sum + (value - average) ** 2, 0) / output.length;
    expect(average).toBeCloseTo(mean, 4);
    expect(Math.sqrt(variance)).toBeCloseTo(deviation, 4);
    expect(deviation).toBeGreaterThan(0.1);
  });
});
