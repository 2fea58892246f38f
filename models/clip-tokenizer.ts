import type { TokenizerTexts } from "./tokenizer-texts.ts";

/**
 * CLIP's tokenizer from `vocab.json` and `merges.txt` as the `tokenizer.json` that they stand for: the same
 * conversion as `CLIPConverter` of Hugging Face's transformers.
 * @throws Error with one line when a file is missing or damaged
 */
export function clipTokenizer({ folder, texts }: TokenizerTexts): {
  readonly tokenizer: object;
  readonly config: object;
} {
  const read = (name: string) => {
    const text = texts[name];
    if (text === undefined) throw new Error(`Cannot read tokenizer "${folder}": ${name} is missing`);
    return text;
  };
  const vocab = JSON.parse(read("vocab.json")) as Record<string, number>;
  const config = JSON.parse(read("tokenizer_config.json")) as Record<string, unknown>;
  const merges = read("merges.txt")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#version"));
  const [start, end] = ["<|startoftext|>", "<|endoftext|>"] as const;
  const special = (content: string) => ({
    id: vocab[content],
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: true,
    special: true,
  });
  const tokenizer = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [special(start), special(end)],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        {
          type: "Split",
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: "Removed",
          invert: true,
        },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: {
      type: "RobertaProcessing",
      sep: [end, vocab[end]],
      cls: [start, vocab[start]],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: end,
      continuing_subword_prefix: "",
      end_of_word_suffix: "</w>",
      fuse_unk: false,
      vocab,
      merges,
    },
  };
  return { tokenizer, config: { pad_token: end, ...plain(config) } };
}

/** A token stands as a word, or as an object around it, which transformers.js does not take. */
function plain(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) =>
      typeof value === "object" && value !== null && "content" in value
        ? [key, String(value.content)]
        : [key, value],
    ),
  );
}
