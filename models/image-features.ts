import { readFile } from "node:fs/promises";
import { rowsOf } from "./activation.ts";
import { resizeAligned } from "./image-input.ts";
import { withOutputs } from "./network-outputs.ts";
import type { Pixels } from "./pixels.ts";
import { createSession, type SessionOptions } from "./session.ts";
import { loadFiles } from "./weights.ts";

/** What an image classifier sees before it decides: a feature space to compare pictures in. */
export interface ImageFeatures {
  readonly id: string;
  /** SHA-256 of the network's file. */
  readonly sha256: string;
  /** The layer that is read. */
  readonly layer: string;
  /** One vector per picture; a vector does not depend on the others. */
  embed(images: readonly Pixels[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads the layer that a classifier's manifest names as its features: the pooled values below the last layer.
 * @throws Error with one line when the model is unknown, names none, is damaged or will not run
 */
export async function loadImageFeatures(id: string, options: SessionOptions): Promise<ImageFeatures> {
  const { manifest, files } = await loadFiles(id, "image-classifier");
  const network = files.get(manifest.onnx);
  const { features: layer, batch } = manifest;
  const { size } = manifest.input;
  if (network === undefined || layer === undefined)
    throw new Error(`Cannot take features from model "${id}": its manifest names no such layer`);
  const toTensor = (images: readonly Pixels[]) => {
    const data = new Float32Array(images.length * size * size * 3);
    for (const [i, image] of images.entries()) resizeAligned(image, size, data, i * size * size * 3);
    return { image: { data, shape: [images.length, size, size, 3] } };
  };
  const blank: Pixels = { data: new Uint8Array(3), width: 1, height: 1 };
  const graph = withOutputs(await readFile(network.path), [layer]);
  const session = await createSession(graph, toTensor([blank]), options);
  return {
    id,
    sha256: network.sha256,
    layer,
    async embed(images) {
      const rows: Float32Array[] = [];
      for (let i = 0; i < images.length; i += batch) {
        const some = images.slice(i, i + batch);
        const values = (await session.run(toTensor(some)))[layer];
        if (values === undefined) throw new Error(`Cannot take features from model "${id}": no ${layer}`);
        rows.push(...rowsOf(values, values.length / some.length).map((row) => row.slice()));
      }
      return rows;
    },
    close: () => session.close(),
  };
}
