import { createGraph, type GraphBuilder, type Quantised, transpose, values } from "./graph.ts";
import { clip6 } from "./keras.ts";
import { type Preprocessing, startGraph } from "./preprocessing.ts";

/** A node of a frozen TensorFlow graph as TensorFlow.js writes it. */
interface TfNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<
    Record<
      string,
      {
        readonly s?: string;
        readonly list?: { readonly i?: readonly string[]; readonly s?: readonly string[] };
      }
    >
  >;
}

type Weights = ReadonlyMap<string, Quantised>;

/**
 * Converts a frozen TensorFlow graph (nsfwjs's MobileNetV2 of width 1.4, BatchNorm already fused) to ONNX.
 * @throws Error naming an operation that it does not know
 */
export function convertTfGraph(
  topology: unknown,
  weights: Weights,
  preprocessing: Preprocessing,
): Uint8Array {
  const { node } = topology as { node: readonly TfNode[] };
  const graph = createGraph();
  const made = new Map<string, string>();
  let last = "";
  for (const one of inOrder(node)) {
    if (one.op === "Const") continue;
    last =
      one.op === "Placeholder" ? startGraph(graph, preprocessing) : convertNode(graph, one, made, weights);
    made.set(one.name, last);
  }
  return graph.finish("nsfw", preprocessing.input, last, preprocessing.output);
}

/** The file's order is not the graph's: each node after its inputs. */
function inOrder(nodes: readonly TfNode[]): readonly TfNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const sorted = new Set<TfNode>();
  const visit = (node: TfNode) => {
    if (sorted.has(node)) return;
    for (const name of node.input ?? []) {
      const source = byName.get(name);
      if (source) visit(source);
    }
    sorted.add(node);
  };
  const identity = nodes.filter(({ op }) => op === "Identity");
  for (const node of identity) visit(node);
  return [...sorted];
}

function convertNode(
  graph: GraphBuilder,
  node: TfNode,
  made: ReadonlyMap<string, string>,
  weights: Weights,
): string {
  const inputs = node.input ?? [];
  const tensor = (i: number) => made.get(inputs[i] ?? "") ?? scalar(graph, weights, inputs[i] ?? "");
  const constant = (i: number) => weight(weights, inputs[i] ?? "");
  switch (node.op) {
    case "Mul":
    case "Sub":
      return graph.add(node.op, [tensor(0), tensor(1)]);
    case "AddV2":
      return graph.add("Add", [tensor(0), tensor(1)]);
    case "_FusedConv2D":
    case "FusedDepthwiseConv2dNative":
      return fused(graph, node, convolve(graph, node, tensor(0), constant(1), constant(2)));
    case "AvgPool":
      return graph.add("AveragePool", [tensor(0)], window(node, ints(node, "ksize").slice(1, 3)));
    case "Squeeze":
      return graph.add("Flatten", [tensor(0)]);
    case "_FusedMatMul": {
      const bias = values(constant(2));
      const kernel = graph.kernel(transpose(constant(1), [1, 0]));
      return fused(
        graph,
        node,
        graph.add("Gemm", [tensor(0), kernel, graph.floats(bias, [bias.length])], { transB: 1 }),
      );
    }
    case "Softmax":
      return graph.add("Softmax", [tensor(0)], { axis: 1 });
    case "Identity":
      return tensor(0);
    default:
      throw new Error(`Cannot convert node "${node.name}": unknown operation ${node.op}`);
  }
}

function convolve(graph: GraphBuilder, node: TfNode, x: string, stored: Quantised, bias: Quantised): string {
  const depthwise = node.op === "FusedDepthwiseConv2dNative";
  const kernel = transpose(stored, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]);
  const channels = kernel.shape[0] ?? 1;
  return graph.add("Conv", [x, graph.kernel(kernel), graph.floats(values(bias), [channels])], {
    ...window(node, kernel.shape.slice(2)),
    group: depthwise ? channels : 1,
  });
}

/** What TensorFlow fused behind the bias: a ReLU6, or nothing. */
function fused(graph: GraphBuilder, node: TfNode, x: string): string {
  const [, activation] = (node.attr?.["fused_ops"]?.list?.s ?? []).map(decode);
  if (activation === undefined) return x;
  if (activation === "Relu6") return clip6(graph, x);
  throw new Error(`Cannot convert node "${node.name}": unknown activation ${activation}`);
}

function window(node: TfNode, kernel_shape: readonly number[]) {
  const same = decode(node.attr?.["padding"]?.s ?? "") === "SAME";
  return {
    kernel_shape,
    strides: ints(node, "strides").slice(1, 3),
    ...(same ? { auto_pad: "SAME_UPPER" } : {}),
  };
}

function ints(node: TfNode, name: string): readonly number[] {
  return (node.attr?.[name]?.list?.i ?? []).map(Number);
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}

function scalar(graph: GraphBuilder, weights: Weights, name: string): string {
  return graph.floats(values(weight(weights, name)), []);
}

function weight(weights: Weights, name: string): Quantised {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`Cannot find weight "${name}"`);
  return found;
}
