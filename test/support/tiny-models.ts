import { createHash } from "node:crypto";
import { createGraph } from "../../models/convert/graph.ts";

/** Files of a model as a hub would serve them. */
export type TinyModel = ReadonlyMap<string, Uint8Array>;

const words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "dog", "cat", "red", "green"];

/** A whole-word BERT tokenizer with eleven words, in Hugging Face's file format. */
const tokenizer = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: words.slice(0, 5).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
      "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
    },
  },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
  },
};
const tokenizerFiles: readonly (readonly [string, Uint8Array])[] = [
  ["tokenizer.json", json(tokenizer)],
  [
    "tokenizer_config.json",
    json({
      tokenizer_class: "BertTokenizer",
      model_max_length: 32,
      do_lower_case: true,
      cls_token: "[CLS]",
      sep_token: "[SEP]",
      unk_token: "[UNK]",
      pad_token: "[PAD]",
      mask_token: "[MASK]",
    }),
  ],
  ["config.json", json({ model_type: "bert", num_labels: 6 })],
];

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Words → vectors → their mean: what embeds a text here. */
function meanEmbedding(graph: ReturnType<typeof createGraph>, table: readonly (readonly number[])[]): string {
  const width = table[0]?.length ?? 0;
  const vectors = graph.add("Gather", [graph.floats(table.flat(), [table.length, width]), "input_ids"]);
  return graph.add("ReduceMean", [vectors], { axes: [1], keepdims: 0 });
}

/** A text classifier of six labels: 'bad' raises the first, 'good' lowers it. */
export function tinyToxicBert(): TinyModel {
  const table = words.map((word) =>
    Array.from({ length: 6 }, (_, label) =>
      label > 0 ? -2 : word === "bad" ? 20 : word === "good" ? -20 : -1,
    ),
  );
  const graph = createGraph();
  const logits = meanEmbedding(graph, table);
  const onnx = graph.finish(
    "tiny",
    { name: "input_ids", type: "int64", shape: ["batch", "sequence"] },
    logits,
    { name: "logits", type: "float32", shape: ["batch", 6] },
  );
  return new Map([["onnx/model_quantized.onnx", onnx], ...tokenizerFiles]);
}

/** A CLIP whose space is (red, green, blue): pictures by their mean colour, texts by the colours that they name. */
export function tinyClip(): TinyModel {
  const vision = createGraph();
  const pooled = vision.add("Flatten", [vision.add("GlobalAveragePool", ["pixel_values"])]);
  const image = vision.finish(
    "vision",
    { name: "pixel_values", type: "float32", shape: ["batch", 3, 224, 224] },
    pooled,
    { name: "image_embeds", type: "float32", shape: ["batch", 3] },
  );
  const text = createGraph();
  const colours = words.map((word) => [word === "red" ? 3 : -0.1, word === "green" ? 3 : -0.1, -0.1]);
  const embedded = meanEmbedding(text, colours);
  const caption = text.finish(
    "text",
    { name: "input_ids", type: "int64", shape: ["batch", "sequence"] },
    embedded,
    { name: "text_embeds", type: "float32", shape: ["batch", 3] },
  );
  return new Map([
    ["onnx/vision_model_quantized.onnx", image],
    ["onnx/text_model_quantized.onnx", caption],
    ...tokenizerFiles,
  ]);
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
