import { dirname } from "node:path";
import { createSession, type SessionOptions, type TensorInput } from "./session.ts";
import { loadTokenizer } from "./tokenizer.ts";
import { loadFiles } from "./weights.ts";

/** The text encoder that ships; the mean of its token vectors is a sentence's (Reimers & Gurevych 2019, §3). */
const SENTENCES = "minilm-l6-v2";

/** Texts per inference. */
const BATCH = 32;

/** Tokens that are read of a text: few captions are longer. */
const WINDOW = 64;

/** A loaded sentence encoder. */
export interface SentenceEncoder {
  readonly id: string;
  /** SHA-256 of the network's file. */
  readonly sha256: string;
  /** Values per text. */
  readonly width: number;
  /** A vector of length 1 per text, in order; a text's vector does not depend on the others. */
  encode(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** Which encoder {@link loadSentenceEncoder} loads, without loading it. @throws Error with one line when it is damaged */
export async function sentenceModel(): Promise<Pick<SentenceEncoder, "id" | "sha256" | "width">> {
  const { manifest, network } = await filesOf(SENTENCES);
  return { id: SENTENCES, sha256: network.sha256, width: manifest.width };
}

/**
 * Loads a text encoder as one of sentences: the one that ships, or another by its id.
 * @throws Error with one line when it is no text encoder, not pulled, damaged or will not run
 */
export async function loadSentenceEncoder(
  options: SessionOptions,
  id: string = SENTENCES,
): Promise<SentenceEncoder> {
  const { manifest, network, vocabulary } = await filesOf(id);
  const { width } = manifest;
  const tokenizer = await loadTokenizer(dirname(vocabulary.path), WINDOW);
  const session = await createSession(network.path, feedsOf([tokenizer.encode("a")]), options);
  return {
    ...{ id, sha256: network.sha256, width },
    async encode(texts) {
      const all = texts.map((text, owner) => ({ ids: tokenizer.encode(text), owner }));
      const vectors = texts.map(() => new Float32Array(width));
      for (const batch of byLength(all)) {
        const { last_hidden_state: hidden } = await session.run(feedsOf(batch.map(({ ids }) => ids)));
        if (hidden === undefined) throw new Error(`Cannot embed texts: ${id} gave no last_hidden_state`);
        const length = batch[0]?.ids.length ?? 0;
        for (const [i, { owner }] of batch.entries())
          toMean(
            vectors[owner] as Float32Array,
            hidden.subarray(i * length * width, (i + 1) * length * width),
          );
      }
      return vectors;
    },
    close: () => session.close(),
  };
}

async function filesOf(id: string) {
  const { manifest, files } = await loadFiles(id, "text-encoder");
  const network = files.get(manifest.onnx);
  const vocabulary = files.get("tokenizer.json");
  if (!network || !vocabulary)
    throw new Error(`Cannot load model "${id}": its files must list ${manifest.onnx} and tokenizer.json`);
  return { manifest, network, vocabulary };
}

/** Fills `vector` with the mean of the rows of `hidden`, scaled to length 1. */
function toMean(vector: Float32Array, hidden: Float32Array): void {
  const { length: width } = vector;
  for (let i = 0; i < hidden.length; i++) vector[i % width] = (vector[i % width] ?? 0) + (hidden[i] ?? 0);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  for (let i = 0; i < width; i++) vector[i] = (vector[i] ?? 0) / length;
}

interface Tokens {
  readonly ids: readonly number[];
  readonly owner: number;
}

/** Batches of texts of one length: nothing is padded. */
function byLength(all: readonly Tokens[]): readonly (readonly Tokens[])[] {
  const batches: Tokens[][] = [];
  for (const one of [...all].sort((a, b) => a.ids.length - b.ids.length)) {
    const last = batches.at(-1);
    if (last && last.length < BATCH && last[0]?.ids.length === one.ids.length) last.push(one);
    else batches.push([one]);
  }
  return batches;
}

function feedsOf(texts: readonly (readonly number[])[]): Readonly<Record<string, TensorInput>> {
  const shape = [texts.length, texts[0]?.length ?? 0];
  const ids = BigInt64Array.from(texts.flat(), BigInt);
  return {
    input_ids: { data: ids, shape },
    attention_mask: { data: new BigInt64Array(ids.length).fill(1n), shape },
    token_type_ids: { data: new BigInt64Array(ids.length), shape },
  };
}
