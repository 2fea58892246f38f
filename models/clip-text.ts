import { dirname } from "node:path";
import { openTextEncoder } from "./cascade/text-encoder.ts";
import type { ClipManifest } from "./manifest.ts";
import { createSession, type Session, type SessionOptions } from "./session.ts";
import { loadTokenizer } from "./tokenizer.ts";
import { readTokenizer } from "./tokenizer-texts.ts";
import { advice, type LoadedFile, loadFiles } from "./weights.ts";

/** The text side of a CLIP model. */
export interface ClipText {
  /** What the network gives for one text; longer than the window, it is cut. */
  embed(text: string): ReturnType<Session["run"]>;
  close(): Promise<void>;
}

/**
 * Opens the text side: a network that reads tokens, or, where the manifest names a `textEncoder`, that encoder and
 * behind it a network from `last_hidden_state` [1, tokens, width] to `text_embeds`.
 * @throws Error with one line when a file is missing, damaged or will not run
 */
export async function openClipText(
  manifest: ClipManifest,
  files: ReadonlyMap<string, LoadedFile>,
  options: SessionOptions,
): Promise<ClipText> {
  const network = fileOf(files, manifest.text, manifest.id).path;
  if (manifest.textEncoder !== undefined)
    return behindEncoder(manifest.textEncoder, manifest, network, options);
  const vocabulary = fileOf(files, "tokenizer.json", manifest.id).path;
  const tokenizer = await loadTokenizer(dirname(vocabulary), manifest.maxTokens);
  const feeds = (text: string) => {
    const ids = BigInt64Array.from(tokenizer.encode(text), BigInt);
    return { input_ids: { data: ids, shape: [1, ids.length] } };
  };
  const session = await createSession(network, feeds("a"), options);
  return { embed: (text) => session.run(feeds(text)), close: () => session.close() };
}

async function behindEncoder(
  id: string,
  { maxTokens }: ClipManifest,
  network: string,
  options: SessionOptions,
): Promise<ClipText> {
  const { manifest, files } = await loadFiles(id, "text-encoder", ({ onnx }) => [onnx]);
  const { width } = manifest;
  const encoder = await openTextEncoder(
    {
      onnx: { ...fileOf(files, manifest.onnx, id), advice: advice(manifest) },
      tokenizer: readTokenizer(
        dirname(fileOf(files, "tokenizer.json", id).path),
        (name) => files.get(name)?.sha256,
      ),
      maxTokens,
      width,
      padding: "masked",
    },
    options,
  );
  const feeds = async (text: string) => {
    const { hidden, tokens } = await encoder.encode(text);
    return { last_hidden_state: { data: hidden.slice(0, tokens * width), shape: [1, tokens, width] } };
  };
  const session = await createSession(network, await feeds("a"), options);
  return {
    embed: async (text) => session.run(await feeds(text)),
    async close() {
      await session.close();
      await encoder.close();
    },
  };
}

function fileOf(files: ReadonlyMap<string, LoadedFile>, path: string, id: string): LoadedFile {
  const file = files.get(path);
  if (file === undefined) throw new Error(`Cannot load model "${id}": its files must list ${path}`);
  return file;
}
