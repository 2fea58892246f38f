import { join } from "node:path";
import { loadNsfwjs, loadTensorFlow } from "../../bench/packages.ts";
import { type NsfwjsId, nsfwjsModels } from "../../models/convert/nsfwjs.ts";
import { resizeAligned } from "../../models/image-input.ts";
import type { Pixels } from "../../models/index.ts";

/** nsfwjs itself, on TensorFlow.js's WebAssembly backend. */
export interface Reference {
  /** Scores of a tensor of bytes already `size` × `size`. */
  scoreTensor(bytes: Uint8Array): Promise<readonly number[]>;
  /** Scores of a whole picture, by nsfwjs's own resize. */
  scorePicture(pixels: Pixels): Promise<readonly number[]>;
}

const CLASSES = ["Drawing", "Hentai", "Neutral", "Porn", "Sexy"];

export async function loadReference(id: NsfwjsId): Promise<Reference> {
  const { name, size } = nsfwjsModels[id];
  const tf = await loadTensorFlow();
  tf.enableProdMode();
  const { info } = console;
  console.info = () => {};
  const model = await loadNsfwjs(name, false);
  console.info = info;
  return {
    async scoreTensor(bytes) {
      const input = tf.tidy(() => tf.tensor4d(Float32Array.from(bytes), [1, size, size, 3]).div(255));
      const output = model.model.predict(input);
      const scores = Array.from(await output.data());
      tf.dispose([input, output]);
      return scores;
    },
    async scorePicture({ data, width, height }) {
      const picture = tf.tensor3d(Int32Array.from(data), [height, width, 3], "int32");
      const predictions = await model.classify(picture, 5);
      picture.dispose();
      return CLASSES.map(
        (wanted) => predictions.find(({ className }) => className === wanted)?.probability ?? Number.NaN,
      );
    },
  };
}

/** A picture resized as nsfwjs does and rounded: a tensor that both sides can be fed. */
export function alignedBytes(picture: Pixels, size: number): Uint8Array {
  const values = new Float32Array(size * size * 3);
  resizeAligned(picture, size, values);
  return Uint8Array.from(values, (value) => value + 0.5);
}

/** Where a model's golden scores lie. */
export function goldenPath(id: NsfwjsId): string {
  return join(import.meta.dirname, "../fixtures/models", `${id}.golden.json`);
}

export interface Golden {
  readonly made: string;
  readonly pictures: string;
  /** Per picture: scores of its aligned, rounded tensor, and of the whole picture. */
  readonly tensors: readonly (readonly number[])[];
  readonly wholes: readonly (readonly number[])[];
}
