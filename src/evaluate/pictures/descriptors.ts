import { perceptualHash } from "../../../filters/index.ts";
import { loadClip, loadImageFeatures, type Pixels } from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { type Colour, dominantColour } from "./colour.ts";
import { paletteOf } from "./palette.ts";
import { silhouetteOf } from "./shape.ts";

/** Everything that is measured of a picture, so that its pixels need not be kept. */
export interface Seen {
  /** In the space of an embedded classifier that never saw these pictures. */
  readonly features: Float32Array;
  /** In the space of the image–text scorer, length 1. */
  readonly embedding: Float32Array;
  readonly hash: string | null;
  readonly colour: Colour | null;
  /** Where the picture is not ground, `silhouetteOf`. */
  readonly shape: Uint8Array;
  /** What colours its ink has, `paletteOf`. */
  readonly palette: Float32Array;
}

/** What pictures of one concept in several styles are compared by; no text. */
export type Looks = Pick<Seen, "features" | "shape" | "palette">;

/** What copies of a picture are found by. */
export type Print = Pick<Seen, "features" | "hash">;

/** What was measured, as JSON holds it. */
export type StoredSeen = Pick<Seen, "hash" | "colour"> &
  Readonly<Record<"features" | "embedding" | "shape" | "palette", string>>;

export function storedOf({ features, embedding, shape, palette, ...rest }: Seen): StoredSeen {
  const text = (bytes: Float32Array | Uint8Array) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return {
    ...rest,
    features: text(features),
    embedding: text(embedding),
    shape: text(shape),
    palette: text(palette),
  };
}

export function seenOf({ features, embedding, shape, palette, ...rest }: StoredSeen): Seen {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));
  const floats = (text: string) => new Float32Array(bytes(text).buffer);
  return {
    ...rest,
    features: floats(features),
    embedding: floats(embedding),
    shape: bytes(shape),
    palette: floats(palette),
  };
}

/** The instruments, loaded once. */
export interface Descriptors {
  readonly features: { readonly id: string; readonly layer: string; readonly sha256: string };
  readonly scorer: { readonly id: string; readonly sha256: string };
  look(pictures: readonly Pixels[]): Promise<readonly Seen[]>;
  /** Only what finds copies and pictures of the same concept; the scorer is not asked. */
  glance(pictures: readonly Pixels[]): Promise<readonly (Looks & Print)[]>;
  /** Vectors of length 1. */
  read(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads the feature network and the image–text scorer, on the CPU: their figures must not hang on the machine.
 * @throws CliError (exit code 2) when one of them is not here
 */
export async function openDescriptors(featuresId: string, scorerId: string): Promise<Descriptors> {
  try {
    const features = await loadImageFeatures(featuresId, { device: "cpu" });
    const scorer = await loadClip(scorerId, { device: "cpu" });
    const glance: Descriptors["glance"] = async (pictures) => {
      const vectors = await features.embed(pictures);
      return pictures.map((pixels, i) => ({
        features: vectors[i] as Float32Array,
        hash: perceptualHash(pixels),
        shape: silhouetteOf(pixels),
        palette: paletteOf(pixels),
      }));
    };
    return {
      features: { id: features.id, layer: features.layer, sha256: features.sha256 },
      scorer: { id: scorer.id, sha256: scorer.sha256 },
      glance,
      async look(pictures) {
        const glances = await glance(pictures);
        const embeddings = await scorer.embedImages(pictures);
        return glances.map((one, i) => ({
          ...one,
          embedding: embeddings[i] as Float32Array,
          colour: dominantColour(pictures[i] as Pixels),
        }));
      },
      read: (texts) => scorer.embedTexts(texts),
      async close() {
        await features.close();
        await scorer.close();
      },
    };
  } catch (cause) {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  }
}
