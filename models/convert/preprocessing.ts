import type { GraphBuilder } from "./graph.ts";
import type { ValueInfo } from "./onnx-file.ts";

/** How pixels enter a graph and scores leave it. */
export interface Preprocessing {
  readonly input: ValueInfo;
  readonly output: ValueInfo;
  /** `bytes`: uint8 NHWC, 0…255, which is sharp's raw buffer; `pixel_values`: float NCHW in [0, 1], as transformers.js feeds. */
  readonly layout: "bytes" | "pixel_values";
}

export function preprocessing(size: number, classes: number, layout: Preprocessing["layout"]): Preprocessing {
  return {
    layout,
    input:
      layout === "bytes"
        ? { name: "image", type: "uint8", shape: ["batch", size, size, 3] }
        : { name: "pixel_values", type: "float32", shape: ["batch", 3, size, size] },
    output: { name: layout === "bytes" ? "scores" : "logits", type: "float32", shape: ["batch", classes] },
  };
}

/** The tensor that the model's first layer reads: float NCHW in [0, 1]. */
export function startGraph(graph: GraphBuilder, { layout, input }: Preprocessing): string {
  if (layout === "pixel_values") return input.name;
  const planar = graph.add("Transpose", [graph.add("Cast", [input.name], { to: 1 })], { perm: [0, 3, 1, 2] });
  return graph.add("Div", [planar, graph.floats([255], [])]);
}
