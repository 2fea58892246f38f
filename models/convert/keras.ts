import { createGraph, type GraphBuilder, type Quantised, transpose, values } from "./graph.ts";
import { type Preprocessing, startGraph } from "./preprocessing.ts";

/** A layer of a Keras model as TensorFlow.js writes it. */
interface Layer {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly (readonly [string, ...unknown[]])[])[];
}

type Weights = ReadonlyMap<string, Quantised>;

/** What a layer hands on: a tensor, or a tensor whose zero padding the next convolution takes over. */
interface Handed {
  readonly tensor: string;
  readonly pads?: readonly number[];
}

/**
 * Converts a Keras layers model (nsfwjs's MobileNetV2 and InceptionV3) to ONNX: NCHW inside, BatchNorm
 * folded into the convolution before it, zero padding into the one after it.
 * @throws Error naming a layer that it does not know
 */
export function convertKeras(topology: unknown, weights: Weights, preprocessing: Preprocessing): Uint8Array {
  const { model_config } = topology as {
    model_config: { config: { layers?: readonly Layer[] } | readonly Layer[] };
  };
  const { config } = model_config;
  const layers = (Array.isArray(config) ? config : (config as { layers: readonly Layer[] }).layers).flatMap(
    flatten,
  );
  const graph = createGraph();
  const made = new Map<string, Handed>();
  const normAfter = new Map(layers.filter(isNorm).map((layer) => [sources(layer)[0] ?? "", layer.name]));
  let last: Handed = { tensor: startGraph(graph, preprocessing) };
  for (const layer of layers) {
    const inputs = sources(layer).map((name) => made.get(name) ?? last);
    last = convertLayer(
      graph,
      layer,
      inputs.length > 0 ? inputs : [last],
      weights,
      normAfter.get(layer.name),
    );
    made.set(layer.name, last);
  }
  return graph.finish("nsfw", preprocessing.input, last.tensor, preprocessing.output);
}

/** Sequential models hold models: their layers follow one another. */
function flatten(layer: Layer): readonly Layer[] {
  const nested = (layer.config["layers"] ?? []) as readonly Layer[];
  return nested.length > 0 ? nested.flatMap(flatten) : [layer];
}

function isNorm({ class_name }: Layer): boolean {
  return class_name === "BatchNormalization";
}

function sources({ inbound_nodes }: Layer): readonly string[] {
  return (inbound_nodes?.[0] ?? []).map(([name]) => name);
}

function convertLayer(
  graph: GraphBuilder,
  layer: Layer,
  inputs: readonly Handed[],
  weights: Weights,
  norm?: string,
): Handed {
  const [{ tensor: x, pads }] = inputs as readonly [Handed];
  const { config, class_name: kind, name } = layer;
  switch (kind) {
    case "InputLayer":
    case "Dropout":
    case "BatchNormalization": // folded into the convolution before it
    case "Flatten": // what arrives is 1 × 1 already, see the pooling before it
      return kind === "Flatten"
        ? { tensor: graph.add("Flatten", [x]) }
        : { tensor: x, ...(pads ? { pads } : {}) };
    case "ZeroPadding2D": {
      const [[top, bottom], [left, right]] = config["padding"] as [[number, number], [number, number]];
      return { tensor: x, pads: [top, left, bottom, right] };
    }
    case "Conv2D":
    case "DepthwiseConv2D":
      return {
        tensor: activate(graph, convolve(graph, layer, x, pads, weights, norm), config["activation"]),
      };
    case "ReLU":
      return { tensor: config["max_value"] === 6 ? clip6(graph, x) : graph.add("Relu", [x]) };
    case "Activation":
      return { tensor: activate(graph, x, config["activation"]) };
    case "Add":
      return {
        tensor: graph.add(
          "Add",
          inputs.map(({ tensor }) => tensor),
        ),
      };
    case "Concatenate":
      return {
        tensor: graph.add(
          "Concat",
          inputs.map(({ tensor }) => tensor),
          { axis: 1 },
        ),
      };
    case "MaxPooling2D":
    case "AveragePooling2D":
      return {
        tensor: graph.add(
          kind === "MaxPooling2D" ? "MaxPool" : "AveragePool",
          [x],
          window(config, "pool_size"),
        ),
      };
    case "GlobalAveragePooling2D":
      return { tensor: graph.add("Flatten", [graph.add("GlobalAveragePool", [x])]) };
    case "Dense":
      return { tensor: activate(graph, dense(graph, name, x, weights), config["activation"]) };
    default:
      throw new Error(`Cannot convert layer "${name}": unknown kind ${kind}`);
  }
}

function convolve(
  graph: GraphBuilder,
  layer: Layer,
  x: string,
  pads: readonly number[] | undefined,
  weights: Weights,
  norm?: string,
): string {
  const { name, config } = layer;
  const depthwise = layer.class_name === "DepthwiseConv2D";
  const stored = weight(weights, `${name}/${depthwise ? "depthwise_kernel" : "kernel"}`);
  // HWIO → OIHW; depthwise HWC1 → C1HW.
  const kernel = transpose(stored, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]);
  const channels = kernel.shape[0] ?? 1;
  const { gain, shift } =
    norm === undefined ? { gain: undefined, shift: undefined } : foldNorm(norm, channels, weights);
  const bias = weights.has(`${name}/bias`)
    ? values(weight(weights, `${name}/bias`))
    : new Float64Array(channels);
  const shifted = bias.map((value, i) => value * (gain?.[i] ?? 1) + (shift?.[i] ?? 0));
  return graph.add("Conv", [x, graph.kernel(kernel, gain), graph.floats(shifted, [channels])], {
    ...window(config, "kernel_size", pads),
    group: depthwise ? channels : 1,
  });
}

const EPSILON = 0.001;

/** BatchNorm at inference is y = gain · x + shift. */
function foldNorm(name: string, channels: number, weights: Weights) {
  const get = (part: string, otherwise: number) =>
    weights.has(`${name}/${part}`)
      ? values(weight(weights, `${name}/${part}`))
      : new Float64Array(channels).fill(otherwise);
  const [gamma, beta, mean, variance] = [
    get("gamma", 1),
    get("beta", 0),
    get("moving_mean", 0),
    get("moving_variance", 1),
  ];
  const gain = gamma.map((value, i) => value / Math.sqrt((variance[i] ?? 1) + EPSILON));
  return { gain, shift: beta.map((value, i) => value - (mean[i] ?? 0) * (gain[i] ?? 1)) };
}

function dense(graph: GraphBuilder, name: string, x: string, weights: Weights): string {
  const kernel = transpose(weight(weights, `${name}/kernel`), [1, 0]);
  const bias = values(weight(weights, `${name}/bias`));
  return graph.add("Gemm", [x, graph.kernel(kernel), graph.floats(bias, [bias.length])], { transB: 1 });
}

function window(config: Layer["config"], size: string, pads?: readonly number[]) {
  const same = config["padding"] === "same";
  return {
    kernel_shape: config[size] as readonly number[],
    strides: config["strides"] as readonly number[],
    ...(same ? { auto_pad: "SAME_UPPER" } : pads ? { pads } : {}),
  };
}

function activate(graph: GraphBuilder, x: string, activation: unknown): string {
  if (activation === undefined || activation === "linear") return x;
  if (activation === "relu") return graph.add("Relu", [x]);
  if (activation === "softmax") return graph.add("Softmax", [x], { axis: 1 });
  throw new Error(`Cannot convert activation "${String(activation)}"`);
}

/** min(max(x, 0), 6). */
export function clip6(graph: GraphBuilder, x: string): string {
  return graph.add("Clip", [x, graph.floats([0], []), graph.floats([6], [])]);
}

function weight(weights: Weights, name: string): Quantised {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`Cannot find weight "${name}"`);
  return found;
}
