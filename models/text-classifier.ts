import { dirname } from "node:path";
import { activate, rowsOf } from "./activation.ts";
import type { TextClassifierManifest } from "./manifest.ts";
import { createSession, type Session, type SessionOptions, type TensorInput } from "./session.ts";
import { loadTokenizer } from "./tokenizer.ts";
import { loadFiles } from "./weights.ts";

/** Texts per inference. */
const BATCH = 32;

/** A loaded text classifier. */
export interface TextClassifier {
  readonly id: string;
  /** SHA-256 of the network's file. */
  readonly sha256: string;
  readonly labels: readonly string[];
  readonly thresholds: TextClassifierManifest["thresholds"];
  /** Languages and scripts that it learnt to read; absent where its manifest does not say. */
  readonly reads: Pick<TextClassifierManifest, "languages" | "scripts">;
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /**
   * One row of probabilities per text, in order of `labels`. A text longer than the network's window is
   * read in overlapping windows, and each label takes its largest value. A row does not depend on the others, and
   * tokens that the vocabulary lacks move none.
   */
  classify(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** Share of a text's tokens that the vocabulary lacks. */
  unknown(text: string): number;
  close(): Promise<void>;
}

/**
 * Loads a text classifier by its model's id: transformers.js's tokenizer, our session.
 * @throws Error with one line when it is unknown, not pulled, damaged or will not run
 */
export async function loadTextClassifier(id: string, options: SessionOptions): Promise<TextClassifier> {
  const { manifest, files } = await loadFiles(id, "text-classifier");
  const network = files.get(manifest.onnx);
  const vocabulary = files.get("tokenizer.json");
  if (!network || !vocabulary)
    throw new Error(`Cannot load model "${id}": its files must list ${manifest.onnx} and tokenizer.json`);
  const tokenizer = await loadTokenizer(dirname(vocabulary.path), manifest.maxTokens);
  const first = tokenizer.encode("a");
  const session = await openSession(network.path, first, { ...options, rowsApart: true });
  const { labels, activation, thresholds, languages, scripts } = manifest;

  const score = async (windows: readonly (readonly number[])[]): Promise<readonly Float32Array[]> => {
    const [logits] = Object.values(await session.run(toFeeds(windows, session.inputNames)));
    if (logits?.length !== windows.length * labels.length)
      throw new Error(`Cannot classify with model "${id}": wanted ${labels.length} values per text`);
    return rowsOf(logits, labels.length).map((row) => activate(row, activation));
  };
  return {
    id,
    sha256: network.sha256,
    labels,
    thresholds,
    reads: { ...(languages && { languages }), ...(scripts && { scripts }) },
    unknown: (text) => tokenizer.unknown(text),
    device: session.device,
    refused: session.refused,
    async classify(texts) {
      const windows = texts.flatMap((text, owner) => tokenizer.windows(text).map((ids) => ({ ids, owner })));
      const rows = texts.map(() => new Float32Array(labels.length));
      for (const batch of byLength(windows)) {
        const scores = await score(batch.map(({ ids }) => ids));
        for (const [i, { owner }] of batch.entries())
          keepLargest(rows[owner] as Float32Array, scores[i] as Float32Array);
      }
      return rows;
    },
    close: () => session.close(),
  };
}

/** Some exports take token types, some do not: ask once, with the fuller set first. */
async function openSession(path: string, ids: readonly number[], options: SessionOptions): Promise<Session> {
  try {
    return await createSession(
      path,
      toFeeds([ids], ["input_ids", "attention_mask", "token_type_ids"]),
      options,
    );
  } catch {
    return createSession(path, toFeeds([ids], ["input_ids", "attention_mask"]), options);
  }
}

interface Window {
  readonly ids: readonly number[];
  readonly owner: number;
}

/** Batches of windows of one length: nothing is padded, so that no text's score depends on its company. */
function byLength(windows: readonly Window[]): readonly (readonly Window[])[] {
  const sorted = [...windows].sort((a, b) => a.ids.length - b.ids.length);
  const batches: Window[][] = [];
  for (const window of sorted) {
    const last = batches.at(-1);
    if (last && last.length < BATCH && last[0]?.ids.length === window.ids.length) last.push(window);
    else batches.push([window]);
  }
  return batches;
}

function toFeeds(
  windows: readonly (readonly number[])[],
  names: readonly string[],
): Readonly<Record<string, TensorInput>> {
  const length = windows[0]?.length ?? 0;
  const shape = [windows.length, length];
  const ids = BigInt64Array.from(windows.flat(), BigInt);
  const all: Readonly<Record<string, TensorInput>> = {
    input_ids: { data: ids, shape },
    attention_mask: { data: new BigInt64Array(ids.length).fill(1n), shape },
    token_type_ids: { data: new BigInt64Array(ids.length), shape },
  };
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}

function keepLargest(row: Float32Array, other: Float32Array): void {
  for (const [i, value] of other.entries()) row[i] = Math.max(row[i] ?? 0, value);
}
