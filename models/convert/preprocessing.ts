import type { GraphBuilder } from "./graph.ts";
import type { ValueInfo } from "./onnx-file.ts";

/** How pixels enter a graph and scores leave it. */
export interface Preprocessing {
  readonly input: ValueInfo;
  readonly output: ValueInfo;
  /** `rgb`: float NHWC, 0…255, not rounded after the resize; `pixel_values`: float NCHW in [0, 1], as transformers.js feeds. */
  readonly layout: "rgb" | "pixel_values";
}

export function preprocessing(size: number, classes: number, layout: Preprocessing["layout"]): Preprocessing {
  return {
    layout,
    input:
      layout === "rgb"
        ? { name: "image", type: "float32", shape: ["batch", size, size, 3] }
        : { name: "pixel_values", type: "float32", shape: ["batch", 3, size, size] },
    output: { name: layout === "rgb" ? "scores" : "logits", type: "float32", shape: ["batch", classes] },
  };
}

/** The tensor that the model's first layer reads: float NCHW in [0, 1]. */
export function startGraph(graph: GraphBuilder, { layout, input }: Preprocessing): string {
  if (layout === "pixel_values") return input.name;
  const planar = graph.add("Transpose", [input.name], { perm: [0, 3, 1, 2] });
  return graph.add("Div", [planar, graph.floats([255], [])]);
}
