import { existsSync } from "node:fs";
import { join } from "node:path";
import { clipTokenizer } from "./clip-tokenizer.ts";

export interface Tokenizer {
  /** Token ids of a text, special tokens included, cut at `maxTokens`. */
  encode(text: string): readonly number[];
  /** A long text as overlapping windows of at most `maxTokens` ids, special tokens around each. */
  windows(text: string): readonly (readonly number[])[];
}

/** A text as a text encoder reads it. */
export interface PromptTokens {
  /** Exactly as many as the encoder reads, padding included. */
  readonly ids: readonly number[];
  /** How many of them are no padding. */
  readonly used: number;
  /** Tokens of the text that found no room. */
  readonly cut: number;
}

/**
 * Loads the tokenizer of a text encoder; a text that is too long loses its end, never its special tokens.
 * @returns a function from text to `maxTokens` ids
 */
export async function loadPromptTokenizer(
  folder: string,
  maxTokens: number,
): Promise<(text: string) => PromptTokens> {
  const tokenizer = await openTokenizer(folder);
  const pad = tokenizer.pad_token_id ?? 0;
  const body = (text: string) => tokenizer.encode(text, { add_special_tokens: false });
  const probe = body("a");
  const whole = tokenizer.encode("a");
  const start = whole.findIndex((_, i) => probe.every((id, k) => whole[i + k] === id));
  const [before, after] = [whole.slice(0, start), whole.slice(start + probe.length)];
  const room = maxTokens - before.length - after.length;
  return (text) => {
    const all = body(text);
    const ids = [...before, ...all.slice(0, room), ...after];
    const padding = Array.from({ length: maxTokens - ids.length }, () => pad);
    return { ids: [...ids, ...padding], used: ids.length, cut: Math.max(0, all.length - room) };
  };
}

/** Stable Diffusion's folders often hold CLIP's tokenizer in its older form, which transformers.js does not read. */
async function openTokenizer(folder: string) {
  const { AutoTokenizer, CLIPTokenizer, env } = await import("@xenova/transformers");
  env.allowRemoteModels = false;
  if (existsSync(join(folder, "tokenizer.json")) || !existsSync(join(folder, "merges.txt")))
    return AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const { tokenizer, config } = clipTokenizer(folder);
  return new CLIPTokenizer(tokenizer, config);
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
