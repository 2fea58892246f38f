import {
  type Attribute,
  elementType,
  encodeOnnx,
  type Initializer,
  type Node,
  type ValueInfo,
} from "../../models/convert/onnx-file.ts";

/** Graphs as the tests need them: several inputs, whole-number constants. */
export function tinyGraph() {
  const nodes: Node[] = [];
  const initializers: Initializer[] = [];
  const constant = (type: Initializer["type"], shape: readonly number[], data: ArrayBufferView): string => {
    const name = `c${initializers.length}`;
    initializers.push({
      name,
      type,
      shape,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  };
  const add = (
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string => {
    const output = `t${nodes.length}`;
    nodes.push({ op, inputs, output, attributes });
    return output;
  };
  return {
    add,
    floats: (values: ArrayLike<number>, shape: readonly number[]) =>
      constant("float32", shape, Float32Array.from(values)),
    ints: (values: readonly number[]) =>
      constant("int64", [values.length], BigInt64Array.from(values, BigInt)),
    cast: (input: string, to: keyof typeof elementType) => add("Cast", [input], { to: elementType[to] }),
    finish(inputs: readonly ValueInfo[], results: readonly (readonly [string, ValueInfo])[]): Uint8Array {
      for (const [from, { name }] of results)
        nodes.push({ op: "Identity", inputs: [from], output: name, attributes: {} });
      return encodeOnnx({
        name: "tiny",
        nodes,
        initializers,
        inputs,
        outputs: results.map(([, info]) => info),
      });
    },
  };
}

/** Small numbers that look random and are the same everywhere. */
export function weights(count: number, seed: number, size = 1): Float32Array {
  let state = seed * 2654435761 + 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return size * (state / 2 ** 31 - 1);
  });
}
