import { loadClip } from "./clip.ts";
import { readManifest } from "./registry.ts";
import { loadSentenceEncoder } from "./sentence-encoder.ts";
import type { SessionOptions } from "./session.ts";

/** A model that makes one vector of a text. */
export interface TextVectors {
  readonly id: string;
  /** SHA-256 of the weights. */
  readonly sha256: string;
  /** One vector of length 1 per text, in order, each depending on its text alone; a longer text loses its end. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads what makes vectors of texts: a text encoder, or the text side of a CLIP model.
 * @throws Error with one line when the model is unknown, of another kind, not pulled, damaged or will not run
 */
export async function loadTextVectors(id: string, options: SessionOptions): Promise<TextVectors> {
  const { kind } = readManifest(id);
  if (kind === "clip") {
    const clip = await loadClip(id, options);
    return { id, sha256: clip.sha256, embed: (texts) => clip.embedTexts(texts), close: () => clip.close() };
  }
  if (kind === "text-encoder") {
    const { sha256, encode, close } = await loadSentenceEncoder(options, id);
    return { id, sha256, embed: encode, close };
  }
  throw new Error(
    `Cannot make vectors of texts with "${id}": wanted a text-encoder or a clip model, got kind ${kind}`,
  );
}
