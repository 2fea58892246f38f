import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
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
  const { ids: idsOf, pad = 0 } = openTokenizer(folder);
  const body = (text: string) => idsOf(text, false);
  const probe = body("a");
  const whole = idsOf("a", true);
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

interface Opened {
  /** Token ids of a whole text. */
  ids(text: string, withSpecial: boolean): readonly number[];
  readonly pad: number | undefined;
}

/** What `tokenizer_config.json` says of the token that fills up; a token stands as a word or as an object around it. */
interface Config {
  readonly pad_token?: string | { readonly content: string } | null;
  readonly eos_token?: string | { readonly content: string } | null;
}

/** Stable Diffusion's folders often hold CLIP's tokenizer in its older form, which becomes the newer here. */
function openTokenizer(folder: string): Opened {
  const old = !existsSync(join(folder, "tokenizer.json")) && existsSync(join(folder, "merges.txt"));
  const { tokenizer: model, config } = old
    ? clipTokenizer(folder)
    : { tokenizer: readJson(folder, "tokenizer.json"), config: readJson(folder, "tokenizer_config.json") };
  const tokenizer = new HubTokenizer(model, config);
  const { pad_token, eos_token } = config as Config;
  const pad = pad_token ?? eos_token;
  const word = typeof pad === "string" ? pad : pad?.content;
  return {
    ids: (text, withSpecial) => tokenizer.encode(text, { add_special_tokens: withSpecial }).ids,
    pad: word === undefined ? undefined : tokenizer.token_to_id(word),
  };
}

function readJson(folder: string, name: string): object {
  try {
    return JSON.parse(readFileSync(join(folder, name), "utf8"));
  } catch (cause) {
    throw new Error(`Cannot read tokenizer "${folder}": wanted JSON in ${name}, got none`, { cause });
  }
}

/**
 * Loads a tokenizer from a model's folder (`tokenizer.json`, `tokenizer_config.json`) as transformers.js does, through
 * the package that it uses itself.
 */
export async function loadTokenizer(folder: string, maxTokens: number): Promise<Tokenizer> {
  const { ids } = openTokenizer(folder);
  const [first = 0, last = 0] = ids("", true);
  const body = (text: string) => ids(text, false);
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
