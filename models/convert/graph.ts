import {
  type Attribute,
  elementType,
  encodeOnnx,
  type Initializer,
  type Node,
  type ValueInfo,
} from "./onnx-file.ts";

/** A weight as nsfwjs stores it: `value = data · scale + min`, one scale per tensor. */
export interface Quantised {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  readonly scale: number;
  readonly min: number;
}

/** Collects nodes and constants, and names what it makes. */
export interface GraphBuilder {
  add(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  floats(values: ArrayLike<number>, shape: readonly number[]): string;
  /**
   * A convolution kernel kept as bytes, turned to floats and multiplied by a gain per output channel
   * when the session is built: exact, where DequantizeLinear would need whole zero points.
   * @param gain one factor per output channel (the folded BatchNorm), or none
   */
  kernel(weight: Quantised, gain?: ArrayLike<number>): string;
  finish(name: string, input: ValueInfo, output: string, outputInfo: ValueInfo): Uint8Array;
}

export function createGraph(): GraphBuilder {
  const nodes: Node[] = [];
  const initializers: Initializer[] = [];
  let made = 0;
  const constant = (type: Initializer["type"], shape: readonly number[], data: Uint8Array) => {
    const name = `c${initializers.length}`;
    initializers.push({ name, type, shape, data });
    return name;
  };
  const floats = (values: ArrayLike<number>, shape: readonly number[]) =>
    constant("float32", shape, new Uint8Array(Float32Array.from(values).buffer));
  const add: GraphBuilder["add"] = (op, inputs, attributes = {}) => {
    const output = `t${made++}`;
    nodes.push({ op, inputs, output, attributes });
    return output;
  };
  return {
    add,
    floats,
    kernel({ shape, data, scale, min }, gain) {
      const perChannel = [shape[0] ?? 1, ...shape.slice(1).map(() => 1)];
      const gains = Array.from(gain ?? { length: shape[0] ?? 1 }, (value) => (gain ? Number(value) : 1));
      const doubles = (values: readonly number[]) =>
        constant("float64", perChannel, new Uint8Array(Float64Array.from(values).buffer));
      // In doubles and rounded once, as TensorFlow.js does: rounding gain · min would bias a whole channel.
      const raw = add("Cast", [constant("uint8", shape, data)], { to: elementType.float64 });
      const scaled = add("Mul", [raw, doubles(gains.map((g) => g * scale))]);
      return add("Cast", [add("Add", [scaled, doubles(gains.map((g) => g * min))])], {
        to: elementType.float32,
      });
    },
    finish(name, input, output, outputInfo) {
      nodes.push({ op: "Identity", inputs: [output], output: outputInfo.name, attributes: {} });
      return encodeOnnx({ name, nodes, initializers, inputs: [input], outputs: [outputInfo] });
    },
  };
}

/** Reorders a kernel from TensorFlow's order to ONNX's; `axes[i]` is the source axis of target axis i. */
export function transpose({ shape, data, ...affine }: Quantised, axes: readonly number[]): Quantised {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, size) => product * size, 1));
  const target = axes.map((axis) => shape[axis] ?? 1);
  const steps = axes.map((axis) => strides[axis] ?? 1);
  const out = new Uint8Array(data.length);
  const index = target.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[index.reduce((sum, value, axis) => sum + value * (steps[axis] ?? 0), 0)] ?? 0;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (target[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return { shape: target, data: out, ...affine };
}

/** A small tensor's values as numbers. */
export function values({ data, scale, min }: Quantised): Float64Array {
  return Float64Array.from(data, (byte) => byte * scale + min);
}
