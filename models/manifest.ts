import { z } from "zod";
import { type CascadeManifest, cascadeSchema } from "./cascade/manifest.ts";
import { COMMIT, type Common, common, modelId, path, type Scoring, tolerance } from "./manifest-common.ts";
import { type RegisterCuts, registerCuts, thresholds } from "./manifest-cuts.ts";

/** How pixels become a tensor: part of the model, because it moves scores more than numerics do. */
export interface ImageInput {
  /** Side of the square that the network reads, pixels. */
  readonly size: number;
  /**
   * `nsfwjs`: align-corners bilinear to size × size, 0…255. `smooth`: the same with antialiasing, as Pillow does it.
   * `open-nsfw`: as Pillow to 256 × 256, centre crop, once through JPEG. `shortest-side`: antialiased bicubic, centre
   * crop, normalised. `squash`: antialiased bilinear to size × size, normalised.
   */
  readonly resize: "nsfwjs" | "smooth" | "open-nsfw" | "shortest-side" | "squash";
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

export interface ImageClassifierManifest extends Scoring {
  readonly kind: "image-classifier";
  readonly onnx: string;
  readonly input: ImageInput;
  readonly labels: readonly string[];
  /** What the network's last layer leaves to do. */
  readonly activation: "none" | "softmax" | "sigmoid";
  /** Images per inference. */
  readonly batch: number;
  /** Name of the layer below the last one, for comparing pictures. */
  readonly features?: string;
  /** The same network in whole numbers, for the first of two passes. */
  readonly int8?: string;
  /** Where in a picture a label comes from: the last layer with places, and kernel and bias of each layer behind it. */
  readonly evidence?: { readonly layer: string; readonly head: readonly (readonly [string, string])[] };
  /** Scores of the two pictures of `golden-pictures.ts`, against which the network is held when it is loaded. */
  readonly golden?: readonly (readonly number[])[];
  /** Cuts to begin with, and the rule by which they were chosen. */
  readonly thresholds?: { readonly rule: string; readonly values: Readonly<Record<string, number>> };
}

export interface TextClassifierManifest extends Scoring {
  readonly kind: "text-classifier";
  readonly onnx: string;
  readonly maxTokens: number;
  readonly labels: readonly string[];
  readonly activation: "softmax" | "sigmoid";
  /** ISO 639-1 codes of the languages that it learnt; a text that is surely in another one gets no score. */
  readonly languages?: readonly string[];
  /** Unicode names of the scripts that it learnt (`Latin`, `Han`); letters of others are no evidence. */
  readonly scripts?: readonly string[];
  readonly thresholds?: RegisterCuts;
}

export interface ClipManifest extends Scoring {
  readonly kind: "clip";
  readonly vision: string;
  readonly text: string;
  /** A model of kind `text-encoder` whose token vectors `text` reads; absent where `text` reads tokens itself. */
  readonly textEncoder?: string;
  readonly input: ImageInput;
  readonly maxTokens: number;
}

/** A frozen text encoder: one vector per token, as a cascade's stages attend to them. */
export interface TextEncoderManifest extends Common {
  readonly kind: "text-encoder";
  readonly onnx: string;
  /** The longest text that it reads, in tokens, special ones included. */
  readonly maxTokens: number;
  /** Values per token. */
  readonly width: number;
}

/** Finds lines of text in a picture, and reads them: PP-OCR's two networks and the characters that they know. */
export interface TextReaderManifest extends Scoring {
  readonly kind: "text-reader";
  /** Network: picture → probability of text per pixel. */
  readonly detector: string;
  /** Network: a line, 48 pixels high → probabilities of characters per step. */
  readonly recogniser: string;
  /** A text file, one character a line. */
  readonly characters: string;
  /** Lines whose characters are less probable than this, on average, count as not read. */
  readonly leastScore: number;
}

/** Finds faces: CenterFace's network, in `models/convert/centerface.py`'s layout. */
export interface FaceFinderManifest extends Scoring {
  readonly kind: "face-finder";
  readonly onnx: string;
  /** A picture's longer side as it is looked at, pixels. */
  readonly side: number;
  /** From this score on a place counts as a face. */
  readonly leastScore: number;
  /** Of two that share more than this of what they cover, the surer counts. */
  readonly overlap: number;
  /**
   * What it says of the two pictures of `golden-pictures.ts` and of the drawn face there: how surely the surest place is
   * a face, and the mean of all logarithms of sizes. It is held against them when it is loaded.
   */
  readonly golden: readonly { readonly heat: number; readonly scale: number }[];
}

/** A model's facts: `models/<id>/model.json`. */
export type Manifest =
  | ImageClassifierManifest
  | TextClassifierManifest
  | ClipManifest
  | TextEncoderManifest
  | TextReaderManifest
  | FaceFinderManifest
  | CascadeManifest;

const input = z.strictObject({
  size: z.int().positive(),
  resize: z.enum(["nsfwjs", "smooth", "open-nsfw", "shortest-side", "squash"]),
  mean: z.array(z.number()).length(3).exactOptional(),
  std: z.array(z.number().positive()).length(3).exactOptional(),
});
/** The pattern language knows every script of Unicode, so it may say which names are scripts. */
function isScript(name: string): boolean {
  try {
    return /^[A-Za-z_]+$/u.test(name) && new RegExp(`\\p{Script=${name}}`, "u").source !== "";
  } catch {
    return false;
  }
}

const labels = z.array(z.string().regex(/^[a-z][a-z0-9_]*$/u)).min(1);

const schema: z.ZodType<Manifest> = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("image-classifier"),
    onnx: path,
    input,
    labels,
    activation: z.enum(["none", "softmax", "sigmoid"]),
    batch: z.int().positive(),
    features: z.string().min(1).exactOptional(),
    int8: path.exactOptional(),
    evidence: z
      .strictObject({ layer: z.string().min(1), head: z.array(z.tuple([z.string(), z.string()])).min(1) })
      .exactOptional(),
    golden: z.array(z.array(z.number())).length(2).exactOptional(),
    tolerance,
    thresholds: thresholds.exactOptional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("text-classifier"),
    onnx: path,
    tolerance,
    maxTokens: z.int().positive(),
    labels,
    activation: z.enum(["softmax", "sigmoid"]),
    languages: z
      .array(z.string().regex(/^[a-z]{2}$/u, "wanted an ISO 639-1 code"))
      .min(1)
      .exactOptional(),
    scripts: z
      .array(z.string().refine(isScript, "wanted Unicode's name of a script, as Latin"))
      .min(1)
      .exactOptional(),
    thresholds: registerCuts.exactOptional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("clip"),
    tolerance,
    vision: path,
    text: path,
    textEncoder: modelId.exactOptional(),
    input,
    maxTokens: z.int().positive(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("text-encoder"),
    onnx: path,
    maxTokens: z.int().min(3),
    width: z.int().positive(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("text-reader"),
    tolerance,
    detector: path,
    recogniser: path,
    characters: path,
    leastScore: z.number().min(0).max(1),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("face-finder"),
    tolerance,
    onnx: path,
    side: z.int().positive(),
    leastScore: z.number().min(0).max(1),
    overlap: z.number().min(0).max(1),
    golden: z.array(z.strictObject({ heat: z.number(), scale: z.number() })).length(3),
  }),
  cascadeSchema,
]);

/**
 * Checks a manifest. Files that ship must carry their digest; where some file of a hub's does not, or no commit is
 * stated, the manifest says why, and a person pins it before it can be pulled.
 * @throws Error with one line: which model, which key, what was wanted
 */
export function parseManifest(value: unknown, id: string): Manifest {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`Cannot read model "${id}": ${issue?.path.join(".") || "top level"}: ${issue?.message}`);
  }
  const unpinned = result.data.files.find((file) => file.sha256 === undefined);
  if (unpinned && !result.data.hub)
    throw new Error(`Cannot read model "${id}": file ${unpinned.path} has no sha256`);
  const said = result.data.hub?.unpinned;
  const isPinned = unpinned === undefined && COMMIT.test(result.data.hub?.revision ?? "");
  if (result.data.hub && isPinned !== (said === undefined))
    throw new Error(
      `Cannot read model "${id}": hub.unpinned: wanted a reason where a file has no sha256 or the revision is no commit, and none elsewhere`,
    );
  return result.data;
}
