export interface Tokenizer {
  /** Token ids of a text, special tokens included, cut at `maxTokens`. */
  encode(text: string): readonly number[];
  /** A long text as overlapping windows of at most `maxTokens` ids, special tokens around each. */
  windows(text: string): readonly (readonly number[])[];
}

/**
 * Loads a tokenizer from a model's folder (`tokenizer.json`, `tokenizer_config.json`) through
 * transformers.js, which never asks the network here.
 */
export async function loadTokenizer(folder: string, maxTokens: number): Promise<Tokenizer> {
  const { AutoTokenizer, env } = await import("@xenova/transformers");
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const [first = 0, last = 0] = tokenizer.encode("");
  const body = (text: string): readonly number[] => tokenizer.encode(text, { add_special_tokens: false });
  const room = maxTokens - 2;
  const wrap = (ids: readonly number[]) => [first, ...ids, last];
  return {
    encode: (text) => wrap(body(text).slice(0, room)),
    windows(text) {
      const ids = body(text);
      const step = Math.ceil(room / 2);
      const starts =
        ids.length <= room
          ? [0]
          : Array.from({ length: Math.ceil((ids.length - room) / step) + 1 }, (_, i) => i * step);
      return starts.map((start) => wrap(ids.slice(start, start + room)));
    },
  };
}
