import { rowsOf } from "./activation.ts";
import { openClipText } from "./clip-text.ts";
import { normalisedPlanes } from "./image-input.ts";
import type { Pixels } from "./pixels.ts";
import { createSession, type Session, type SessionOptions, type TensorInput } from "./session.ts";
import { loadFiles } from "./weights.ts";

/** Image and text encoders of one space (Radford et al. 2021). */
export interface Clip {
  readonly id: string;
  /** SHA-256 of the image encoder's file. */
  readonly sha256: string;
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** One vector of length 1 per image. */
  embedImages(images: readonly Pixels[]): Promise<readonly Float32Array[]>;
  /** One vector of length 1 per text; texts longer than the window are cut. */
  embedTexts(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** Loads a CLIP model. @throws Error with one line when it is unknown, not pulled, damaged or will not run */
export async function loadClip(id: string, options: SessionOptions): Promise<Clip> {
  const { manifest, files } = await loadFiles(id, "clip");
  const visionFile = files.get(manifest.vision);
  if (!visionFile) throw new Error(`Cannot load model "${id}": its files must list ${manifest.vision}`);
  const imageFeeds = async (image: Pixels): Promise<Record<string, TensorInput>> => {
    const { size } = manifest.input;
    return {
      pixel_values: { data: await normalisedPlanes(image, manifest.input), shape: [1, 3, size, size] },
    };
  };
  const vision = await createSession(
    visionFile.path,
    await imageFeeds({ data: new Uint8Array(3), width: 1, height: 1 }),
    options,
  );
  const text = await openClipText(manifest, files, options);
  return {
    id,
    sha256: visionFile.sha256,
    device: vision.device,
    refused: vision.refused,
    async embedImages(images) {
      const vectors = [];
      for (const image of images)
        vectors.push(unit(await vision.run(await imageFeeds(image)), "image_embeds", id));
      return vectors;
    },
    async embedTexts(texts) {
      const vectors = [];
      for (const one of texts) vectors.push(unit(await text.embed(one), "text_embeds", id));
      return vectors;
    },
    async close() {
      await vision.close();
      await text.close();
    },
  };
}

function unit(outputs: Readonly<Record<string, Float32Array>>, name: string, id: string): Float32Array {
  const vector = outputs[name];
  if (vector === undefined) throw new Error(`Cannot use model "${id}": its network gives no ${name}`);
  const [row = vector] = rowsOf(vector, vector.length);
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
}
