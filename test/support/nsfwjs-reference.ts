import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { load, type NSFWJS } from "nsfwjs/core";
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
  setWasmPaths(
    `${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json"))}/dist/`,
  );
  await tf.setBackend("wasm");
  tf.enableProdMode();
  const exported = (await import(`nsfwjs/models/${name}`)) as Record<string, { readonly name: string }>;
  const definition = Object.values(exported)[0];
  const { info } = console;
  console.info = () => {};
  const model = await load(definition?.name as never, { modelDefinitions: [definition as never] });
  console.info = info;
  return {
    async scoreTensor(bytes) {
      const input = tf.tidy(() => tf.tensor4d(Float32Array.from(bytes), [1, size, size, 3]).div(255));
      const output = (model as unknown as { model: { predict(x: tf.Tensor): tf.Tensor } }).model.predict(
        input,
      );
      const scores = [...(await output.data())];
      tf.dispose([input, output]);
      return scores;
    },
    async scorePicture({ data, width, height }) {
      const picture = tf.tensor3d(Int32Array.from(data), [height, width, 3], "int32");
      const predictions = await (model as NSFWJS).classify(picture as never, 5);
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
