import { tinyGraph, weights } from "./tiny-graph.ts";

/** A network small enough to be written out by hand: one 1×1 convolution, plus text, time and noise level. */
export interface TinyUnet {
  readonly seed: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly side: number;
  readonly width: number;
  readonly tokens: number;
  readonly half?: boolean;
  /** A scalar whole number, as optimum writes it, or one float per row, as the older script does. */
  readonly timestep: "scalar" | "rows";
  readonly noiseLevel?: boolean;
  /** Wants this number to the power of the rows in memory besides: too much for a large batch. */
  readonly greedy?: number;
  /** Adds in half floats by an operator that the processor has in single precision only. */
  readonly halfOnly?: boolean;
}

const convolution = ({ seed, inputs, outputs }: TinyUnet) => weights(inputs * outputs, seed, 0.5);

/** The network as an ONNX file with the names of diffusers' exports. */
export function unetFile(unet: TinyUnet): Uint8Array {
  const { inputs, outputs, side, width, tokens, half } = unet;
  const graph = tinyGraph();
  const real = half ? "float16" : "float32";
  const whole = graph.ints([-1, 1, 1, 1]);
  const text = graph.add("ReduceMean", [graph.cast("encoder_hidden_states", "float32")], {
    axes: [1, 2],
    keepdims: 0,
  });
  const spread = (name: string, by: number) =>
    graph.add("Mul", [graph.add("Reshape", [graph.cast(name, "float32"), whole]), graph.floats([by], [1])]);
  const image = graph.add("Conv", [
    graph.cast("sample", "float32"),
    graph.floats(convolution(unet), [outputs, inputs, 1, 1]),
  ]);
  let sum = graph.add("Add", [image, graph.add("Reshape", [text, whole])]);
  sum = graph.add("Add", [sum, spread("timestep", 0.0002)]);
  if (unet.noiseLevel) sum = graph.add("Add", [sum, spread("class_labels", 0.0003)]);
  if (unet.greedy) {
    const rows = graph.add("Gather", [graph.add("Shape", ["sample"]), graph.ints([0])]);
    const much = graph.add("ConstantOfShape", [graph.add("Pow", [graph.ints([unet.greedy]), rows])]);
    sum = graph.add("Add", [sum, graph.add("ReduceMax", [much], { keepdims: 0 })]);
  }
  if (unet.halfOnly) {
    const short = graph.cast(sum, "float16");
    const place = graph.add("Reshape", [graph.ints([0]), graph.ints([1, 1])]);
    const first = graph.add("Gather", [short, graph.ints([0])]);
    sum = graph.cast(graph.add("ScatterND", [short, place, first], { reduction: "add" }), "float32");
  }
  return graph.finish(
    [
      { name: "sample", type: real, shape: ["batch", inputs, side, side] },
      unet.timestep === "scalar"
        ? { name: "timestep", type: "int64", shape: [] }
        : { name: "timestep", type: "float32", shape: ["batch"] },
      { name: "encoder_hidden_states", type: real, shape: ["batch", tokens, width] },
      ...(unet.noiseLevel ? [{ name: "class_labels", type: "int64", shape: ["batch"] } as const] : []),
    ],
    [[graph.cast(sum, real), { name: "out_sample", type: real, shape: ["batch", outputs, side, side] }]],
  );
}

/** The same by hand, for one row. */
export function unetByHand(
  unet: TinyUnet,
  sample: Float32Array,
  timestep: number,
  text: Float32Array,
  noiseLevel = 0,
): Float32Array {
  const { inputs, outputs, side } = unet;
  const plane = side * side;
  const kernel = convolution(unet);
  const mean = text.reduce((sum, value) => sum + value, 0) / text.length;
  const offset = mean + timestep * 0.0002 + noiseLevel * (unet.noiseLevel ? 0.0003 : 0);
  return Float32Array.from({ length: outputs * plane }, (_, at) => {
    const [channel, pixel] = [Math.floor(at / plane), at % plane];
    let sum = offset;
    for (let k = 0; k < inputs; k++)
      sum += (kernel[channel * inputs + k] as number) * (sample[k * plane + pixel] as number);
    return sum;
  });
}
