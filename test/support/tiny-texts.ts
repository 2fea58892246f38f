import { tinyGraph, weights } from "./tiny-graph.ts";

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** CLIP's words here: the letters that "red" and "blue" need, then its special tokens. */
const clipVocabulary = [
  "r",
  "e",
  "d</w>",
  "re",
  "red</w>",
  "b",
  "l",
  "u",
  "e</w>",
  "!",
  "<|startoftext|>",
  "<|endoftext|>",
];

/** Tokens of "red" as CLIP's tokenizer gives them here, without padding. */
export const clipRed = [10, 4, 11];
export const clipEmpty = [10, 11];

/** CLIP's tokenizer in its older form: vocab.json and merges.txt. */
export function clipTokenizerFiles(): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ["vocab.json", text(Object.fromEntries(clipVocabulary.map((word, id) => [word, id])))],
    ["merges.txt", new TextEncoder().encode("#version: 0.2\nr e\nre d</w>\n")],
    [
      "tokenizer_config.json",
      text({
        tokenizer_class: "CLIPTokenizer",
        bos_token: { content: "<|startoftext|>" },
        eos_token: { content: "<|endoftext|>" },
        unk_token: { content: "<|endoftext|>" },
        pad_token: "!",
        model_max_length: 8,
      }),
    ],
  ]);
}

const t5Vocabulary: readonly (readonly [string, number])[] = [
  ["<pad>", 0],
  ["</s>", 0],
  ["<unk>", -9],
  ["▁red", -1],
  ["▁blue", -1],
  ["▁", -4],
];
export const t5Red = [3, 1];
export const t5Empty = [1];

/** T5's tokenizer with two words. */
export function t5TokenizerFiles(): ReadonlyMap<string, Uint8Array> {
  const special = (id: number) => ({
    id,
    content: t5Vocabulary[id]?.[0],
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return new Map([
    [
      "tokenizer.json",
      text({
        version: "1.0",
        truncation: null,
        padding: null,
        added_tokens: [0, 1, 2].map(special),
        normalizer: null,
        pre_tokenizer: {
          type: "Metaspace",
          replacement: "▁",
          add_prefix_space: true,
          prepend_scheme: "always",
        },
        post_processor: {
          type: "TemplateProcessing",
          single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
          pair: [],
          special_tokens: { "</s>": { id: "</s>", ids: [1], tokens: ["</s>"] } },
        },
        decoder: { type: "Metaspace", replacement: "▁", add_prefix_space: true, prepend_scheme: "always" },
        model: { type: "Unigram", unk_id: 2, vocab: t5Vocabulary, byte_fallback: false },
      }),
    ],
    [
      "tokenizer_config.json",
      text({
        tokenizer_class: "T5Tokenizer",
        eos_token: "</s>",
        pad_token: "<pad>",
        unk_token: "<unk>",
        model_max_length: 8,
      }),
    ],
  ]);
}

/** A text encoder that looks words up: [1 × tokens] → [1 × tokens × width]. */
export function encoderFile(options: {
  readonly vocabulary: number;
  readonly width: number;
  readonly ids: "int32" | "int64";
  readonly mask: boolean;
  readonly half?: boolean;
}): Uint8Array {
  const { vocabulary, width, ids, mask, half } = options;
  const graph = tinyGraph();
  const table = graph.floats(encoderTable(vocabulary, width), [vocabulary, width]);
  const found = graph.add("Gather", [table, "input_ids"]);
  // The mask is read and changes nothing: the words that padding stands for have vectors too.
  const seen = mask
    ? graph.add("Add", [
        found,
        graph.add("Mul", [
          graph.add("ReduceMean", [graph.cast("attention_mask", "float32")], { keepdims: 0 }),
          graph.floats([0], [1]),
        ]),
      ])
    : found;
  const real = half ? "float16" : "float32";
  return graph.finish(
    [
      { name: "input_ids", type: ids, shape: ["batch", "sequence"] },
      ...(mask ? [{ name: "attention_mask", type: "int64", shape: ["batch", "sequence"] } as const] : []),
    ],
    [
      [
        graph.cast(seen, real),
        { name: "last_hidden_state", type: real, shape: ["batch", "sequence", width] },
      ],
    ],
  );
}

export const encoderTable = (vocabulary: number, width: number) => weights(vocabulary * width, 5, 0.6);

/** What the encoder says of ids padded to `tokens`. */
export function encodedByHand(
  ids: readonly number[],
  options: {
    readonly vocabulary: number;
    readonly width: number;
    readonly tokens: number;
    readonly pad: number;
  },
): Float32Array {
  const { vocabulary, width, tokens, pad } = options;
  const table = encoderTable(vocabulary, width);
  return Float32Array.from(
    { length: tokens * width },
    (_, i) => table[(ids[Math.floor(i / width)] ?? pad) * width + (i % width)] as number,
  );
}
