import { dirname } from "node:path";
import { openTextEncoder, type TextEncoder } from "./cascade/text-encoder.ts";
import { loadClip } from "./clip.ts";
import { readManifest } from "./registry.ts";
import type { Session, SessionOptions } from "./session.ts";
import { readTokenizer } from "./tokenizer-texts.ts";
import { advice, loadFiles } from "./weights.ts";

/** A model that makes one vector of a text. */
export interface TextVectors {
  readonly id: string;
  /** SHA-256 of the weights. */
  readonly sha256: string;
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** One vector of length 1 per text, in order, each depending on its text alone; a longer text loses its end. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads what makes vectors of texts: a text encoder, by the mean of its tokens (Reimers & Gurevych 2019, §3), or the
 * text side of a CLIP model.
 * @throws Error with one line when the model is unknown, of another kind, not pulled, damaged or will not run
 */
export async function loadTextVectors(id: string, options: SessionOptions): Promise<TextVectors> {
  const { kind } = readManifest(id);
  if (kind === "clip") return ofClip(id, options);
  if (kind === "text-encoder") return ofEncoder(id, options);
  throw new Error(
    `Cannot make vectors of texts with "${id}": wanted a text-encoder or a clip model, got kind ${kind}`,
  );
}

async function ofClip(id: string, options: SessionOptions): Promise<TextVectors> {
  const clip = await loadClip(id, options);
  const { sha256, device, refused } = clip;
  return { id, sha256, device, refused, embed: (texts) => clip.embedTexts(texts), close: () => clip.close() };
}

async function ofEncoder(id: string, options: SessionOptions): Promise<TextVectors> {
  const { manifest, files } = await loadFiles(id, "text-encoder");
  const onnx = files.get(manifest.onnx);
  const tokenizer = files.get("tokenizer.json");
  if (!onnx || !tokenizer)
    throw new Error(`Cannot load model "${id}": its files must list ${manifest.onnx} and tokenizer.json`);
  const { maxTokens, width } = manifest;
  const texts = readTokenizer(dirname(tokenizer.path), (name) => files.get(name)?.sha256);
  const encoder = await openTextEncoder(
    { onnx: { ...onnx, advice: advice(manifest) }, tokenizer: texts, maxTokens, width, padding: "masked" },
    options,
  );
  return {
    id,
    sha256: onnx.sha256,
    device: encoder.device,
    refused: encoder.refused,
    async embed(wanted) {
      const vectors: Float32Array[] = [];
      for (const text of wanted) vectors.push(await meanOf(encoder, text, width));
      return vectors;
    },
    close: () => encoder.close(),
  };
}

async function meanOf(encoder: TextEncoder, text: string, width: number): Promise<Float32Array> {
  const { hidden, mask, tokens } = await encoder.encode(text);
  const sum = new Float64Array(width);
  for (let token = 0; token < Math.min(tokens, mask.length); token++)
    for (let i = 0; i < width; i++) sum[i] = (sum[i] ?? 0) + (hidden[token * width + i] ?? 0);
  const length = Math.hypot(...sum) || 1;
  return Float32Array.from(sum, (value) => value / length);
}
