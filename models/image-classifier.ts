import { activate, rowsOf } from "./activation.ts";
import { normalisedPlanes, resizeAligned } from "./image-input.ts";
import type { ImageClassifierManifest } from "./manifest.ts";
import type { Pixels } from "./pixels.ts";
import { createSession, type Session, type SessionOptions, type TensorInput } from "./session.ts";
import { loadFiles } from "./weights.ts";

/** A loaded image classifier. */
export interface ImageClassifier {
  readonly id: string;
  /** SHA-256 of the network's file. */
  readonly sha256: string;
  readonly labels: readonly string[];
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** One row of probabilities per image, in order of `labels`; a row does not depend on the others. */
  classify(images: readonly Pixels[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads an image classifier by its model's id.
 * @throws Error with one line when it is unknown, not pulled, damaged or will not run
 */
export async function loadImageClassifier(id: string, options: SessionOptions): Promise<ImageClassifier> {
  const { manifest, files } = await loadFiles(id, "image-classifier");
  const network = files.get(manifest.onnx);
  if (network === undefined)
    throw new Error(`Cannot load model "${id}": its files do not list ${manifest.onnx}`);
  const { size } = manifest.input;
  const blank: Pixels = { data: new Uint8Array(3), width: 1, height: 1 };
  const name = manifest.input.resize === "nsfwjs" ? "image" : "pixel_values";
  const session = await createSession(network.path, { [name]: await toTensor([blank], manifest) }, options);
  const { labels, activation, batch } = manifest;
  return {
    id,
    sha256: network.sha256,
    labels,
    device: session.device,
    refused: session.refused,
    async classify(images) {
      const rows: Float32Array[] = [];
      for (let i = 0; i < images.length; i += batch) {
        const outputs = await session.run({ [name]: await toTensor(images.slice(i, i + batch), manifest) });
        const [scores] = Object.values(outputs);
        if (scores?.length !== Math.min(batch, images.length - i) * labels.length)
          throw new Error(
            `Cannot classify with model "${id}": wanted ${labels.length} values per ${size}-pixel image`,
          );
        rows.push(...rowsOf(scores, labels.length).map((row) => activate(row, activation)));
      }
      return rows;
    },
    close: () => session.close(),
  };
}

async function toTensor(images: readonly Pixels[], { input }: ImageClassifierManifest): Promise<TensorInput> {
  const { size, resize } = input;
  const length = size * size * 3;
  const data = new Float32Array(images.length * length);
  if (resize === "nsfwjs") {
    for (const [i, image] of images.entries()) resizeAligned(image, size, data, i * length);
    return { data, shape: [images.length, size, size, 3] };
  }
  for (const [i, image] of images.entries()) data.set(await normalisedPlanes(image, input), i * length);
  return { data, shape: [images.length, 3, size, size] };
}
