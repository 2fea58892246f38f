import { createPinnedSession, type PinnedNetwork } from "../pinned.ts";
import { type Session, type SessionOptions, type TensorInput, UnfitError } from "../session.ts";
import { type PromptTokens, promptTokenizer } from "../tokenizer.ts";
import type { TokenizerTexts } from "../tokenizer-texts.ts";
import { portOf } from "./port.ts";

/** A cascade's text encoder and how it is fed. */
export interface TextEncoderFiles {
  /** The network's file. */
  readonly onnx: PinnedNetwork;
  readonly tokenizer: TokenizerTexts;
  /** Tokens that the stages attend to; every text is padded or cut to this many. */
  readonly maxTokens: number;
  /** Values per token. */
  readonly width: number;
  /** `masked`: padding is hidden from the stages. `seen`: the encoder reads the padding too, as CLIP and T5 were used in training. */
  readonly padding: "masked" | "seen";
  /** DeepFloyd IF was trained on lower case. */
  readonly lowerCase?: boolean;
}

/** What the stages see of a text. */
export interface EncodedText {
  /** [maxTokens × width]. */
  readonly hidden: Float32Array;
  /** [maxTokens]: 1 where the stages may look. */
  readonly mask: Float32Array;
  /** Tokens of the text, special ones included. */
  readonly tokens: number;
  /** Tokens that found no room. */
  readonly cut: number;
}

export interface TextEncoder {
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** Encodes one text alone, so that its vectors depend on nothing else. */
  encode(text: string): Promise<EncodedText>;
  close(): Promise<void>;
}

/** Loads a text encoder. @throws Error with one line when it does not load or its outputs do not fit */
export async function openTextEncoder(
  files: TextEncoderFiles,
  options: SessionOptions,
): Promise<TextEncoder> {
  const { maxTokens, width, padding } = files;
  const tokenize = promptTokenizer(files.tokenizer, maxTokens);
  const { path } = files.onnx;
  const session = await createPinnedSession(
    files.onnx,
    (opened) => feedsOf(opened, tokenize("a"), padding, path),
    options,
  );
  const output = session.outputs.find(({ name }) => name === "last_hidden_state") ?? session.outputs[0];
  if (output === undefined) throw new UnfitError(`Cannot use "${path}" as a text encoder: no output`);
  return {
    device: session.device,
    refused: session.refused,
    async encode(text) {
      const tokens = tokenize(files.lowerCase ? text.toLowerCase().trim() : text);
      const feeds = feedsOf(session, tokens, padding, path);
      const read = padding === "seen" ? maxTokens : tokens.used;
      const port = portOf(output, [1, read, width]);
      await session
        .bind(feeds, { [output.name]: port.tensor })()
        .catch((cause) => {
          throw new UnfitError(
            `Cannot use "${path}" as a text encoder: wanted ${output.name} of [1, ${read}, ${width}]`,
            { cause },
          );
        });
      port.pull();
      const hidden = new Float32Array(maxTokens * width);
      hidden.set(port.values);
      const mask = Float32Array.from({ length: maxTokens }, (_, i) => Number(i < read));
      return { hidden, mask, tokens: tokens.used, cut: tokens.cut };
    },
    close: () => session.close(),
  };
}

function feedsOf(
  session: Session,
  { ids, used }: PromptTokens,
  padding: TextEncoderFiles["padding"],
  path: string,
): Record<string, TensorInput> {
  const read = padding === "seen" ? ids : ids.slice(0, used);
  const values: Readonly<Record<string, readonly number[]>> = {
    input_ids: read,
    attention_mask: read.map((_, i) => Number(i < used)),
    token_type_ids: read.map(() => 0),
  };
  return Object.fromEntries(
    session.inputs.map((info) => {
      const wanted = values[info.name];
      if (wanted === undefined)
        throw new UnfitError(
          `Cannot use "${path}" as a text encoder: it wants ${info.name}, which no text gives`,
        );
      const port = portOf(info, [1, read.length]);
      port.values.set(wanted);
      port.push();
      return [info.name, port.tensor];
    }),
  );
}
