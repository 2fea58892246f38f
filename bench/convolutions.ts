import { type Attribute, encodeOnnx, type Initializer, type Node } from "../models/convert/onnx-file.ts";

/** A network's size: convolutions of 3 × 3 over pictures of a side, with so many channels between. */
export interface Convolutions {
  readonly side: number;
  readonly channels: number;
  readonly layers: number;
}

/** Multiplications and additions of one row, in units of 10⁹. */
export function gigaMacs({ side, channels, layers }: Convolutions): number {
  return (side * side * 9 * channels * (layers * channels + 6)) / 1e9;
}

/**
 * A stage's network of random weights, at the cost of larger ones: 3 channels in and out, convolutions with SiLU,
 * text and time added as numbers. It draws nothing; only its time is looked at.
 */
export function convolutions({ side, channels, layers }: Convolutions): Uint8Array {
  const nodes: Node[] = [];
  const initializers: Initializer[] = [];
  const add = (
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ) => {
    const output = `t${nodes.length}`;
    nodes.push({ op, inputs, output, attributes });
    return output;
  };
  const constant = (
    type: "float32" | "int64",
    shape: readonly number[],
    data: Float32Array | BigInt64Array,
  ) => {
    const name = `c${initializers.length}`;
    initializers.push({ name, type, shape, data: new Uint8Array(data.buffer) });
    return name;
  };
  const convolved = (x: string, inputs: number, outputs: number) => {
    const size = outputs * inputs * 9;
    const spread = Math.sqrt(3 / (inputs * 9));
    const kernel = Float32Array.from({ length: size }, (_, i) => spread * Math.sin(12.9898 * i * i));
    return add("Conv", [x, constant("float32", [outputs, inputs, 3, 3], kernel)], { pads: [1, 1, 1, 1] });
  };
  const everywhere = constant("int64", [4], BigInt64Array.from([-1n, 1n, 1n, 1n]));
  const text = add("ReduceMean", ["encoder_hidden_states"], { axes: [1, 2], keepdims: 0 });
  let x = convolved("sample", 3, channels);
  for (const told of [text, "timestep"]) x = add("Add", [x, add("Reshape", [told, everywhere])]);
  for (let layer = 0; layer < layers; layer++) {
    x = convolved(x, channels, channels);
    x = add("Mul", [x, add("Sigmoid", [x])]);
  }
  nodes.push({ op: "Identity", inputs: [convolved(x, channels, 3)], output: "out_sample", attributes: {} });
  const picture = ["batch", 3, side, side] as const;
  return encodeOnnx({
    name: "convolutions",
    nodes,
    initializers,
    inputs: [
      { name: "sample", type: "float32", shape: picture },
      { name: "timestep", type: "float32", shape: ["batch"] },
      { name: "encoder_hidden_states", type: "float32", shape: ["batch", 8, 384] },
    ],
    outputs: [{ name: "out_sample", type: "float32", shape: picture }],
  });
}
