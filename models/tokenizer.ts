import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import { clipTokenizer } from "./clip-tokenizer.ts";
import { readTokenizer, type TokenizerTexts } from "./tokenizer-texts.ts";

export interface Tokenizer {
  /** Token ids of a text, special tokens included, cut at `maxTokens`. */
  encode(text: string): readonly number[];
  /**
   * A long text as overlapping windows of at most `maxTokens` ids, special tokens around each. What the vocabulary
   * lacks is left out: no network learns what it means, and a token that means nothing must move no score.
   */
  windows(text: string): readonly (readonly number[])[];
  /** Share of a text's tokens that the vocabulary lacks; 0 of an empty text. */
  unknown(text: string): number;
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
 * Opens the tokenizer of a text encoder; a text that is too long loses its end, never its special tokens.
 * @returns a function from text to `maxTokens` ids
 */
export function promptTokenizer(files: TokenizerTexts, maxTokens: number): (text: string) => PromptTokens {
  const { ids: idsOf, pad = 0 } = openTokenizer(files);
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
  /** The token that stands for whatever the vocabulary lacks. */
  readonly unknown: number | undefined;
}

/** A token stands in `tokenizer_config.json` as a word or as an object around it. */
type Token = string | { readonly content: string } | null;

/** What `tokenizer_config.json` says of tokens with a duty. */
interface Config {
  readonly pad_token?: Token;
  readonly eos_token?: Token;
  readonly unk_token?: Token;
}

/** Stable Diffusion's folders often hold CLIP's tokenizer in its older form, which becomes the newer here. */
function openTokenizer(files: TokenizerTexts): Opened {
  const old = files.texts["tokenizer.json"] === undefined && files.texts["merges.txt"] !== undefined;
  const { tokenizer: model, config } = old
    ? clipTokenizer(files)
    : { tokenizer: json(files, "tokenizer.json"), config: json(files, "tokenizer_config.json") };
  const tokenizer = new HubTokenizer(model, config);
  const { pad_token, eos_token, unk_token } = config as Config;
  const idOf = (token: Token | undefined) => {
    const word = typeof token === "string" ? token : token?.content;
    return word === undefined ? undefined : tokenizer.token_to_id(word);
  };
  return {
    ids: (text, withSpecial) => tokenizer.encode(text, { add_special_tokens: withSpecial }).ids,
    pad: idOf(pad_token ?? eos_token),
    unknown: idOf(unk_token),
  };
}

function json({ folder, texts }: TokenizerTexts, name: string): object {
  try {
    return JSON.parse(texts[name] ?? "");
  } catch (cause) {
    throw new Error(`Cannot read tokenizer "${folder}": wanted JSON in ${name}, got none`, { cause });
  }
}

/**
 * Loads a tokenizer from a model's folder (`tokenizer.json`, `tokenizer_config.json`) as transformers.js does, through
 * the package that it uses itself.
 */
export async function loadTokenizer(folder: string, maxTokens: number): Promise<Tokenizer> {
  const { ids, unknown } = openTokenizer(readTokenizer(folder));
  const [first = 0, last = 0] = ids("", true);
  const body = (text: string) => ids(text, false);
  const room = maxTokens - 2;
  const wrap = (ids: readonly number[]) => [first, ...ids, last];
  return {
    encode: (text) => wrap(body(text).slice(0, room)),
    unknown(text) {
      const ids = body(text);
      return ids.filter((id) => id === unknown).length / Math.max(1, ids.length);
    },
    windows(text) {
      const ids = body(text).filter((id) => id !== unknown);
      const step = Math.ceil(room / 2);
      const starts =
        ids.length <= room
          ? [0]
          : Array.from({ length: Math.ceil((ids.length - room) / step) + 1 }, (_, i) => i * step);
      return starts.map((start) => wrap(ids.slice(start, start + room)));
    },
  };
}
