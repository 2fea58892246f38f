import { z } from "zod";

/** A file of a model; the digest is SHA-256, hexadecimal. */
export interface ModelFile {
  readonly path: string;
  readonly sha256?: string;
  readonly bytes?: number;
}

/** Where a model's files come from, when they do not ship with Sluice. */
export interface HubSource {
  readonly repo: string;
  /** A commit's 40 digits, or a branch that `sluice models pull` turns into a commit once and pins in the lock file. */
  readonly revision: string;
}

interface Common {
  readonly id: string;
  readonly title: string;
  readonly license: string;
  /** Where the weights come from, for people. */
  readonly source: string;
  readonly hub?: HubSource;
  readonly files: readonly ModelFile[];
}

/** How pixels become a tensor: part of the model, because it moves scores more than numerics do. */
export interface ImageInput {
  /** Side of the square that the network reads, pixels. */
  readonly size: number;
  /** `nsfwjs`: align-corners bilinear to size × size, 0…255. `shortest-side`: antialiased bicubic, centre crop, normalised. `squash`: antialiased bilinear to size × size, normalised. */
  readonly resize: "nsfwjs" | "shortest-side" | "squash";
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

export interface ImageClassifierManifest extends Common {
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
  /** Cuts to begin with, and the rule by which they were chosen. */
  readonly thresholds?: { readonly rule: string; readonly values: Readonly<Record<string, number>> };
}

export interface TextClassifierManifest extends Common {
  readonly kind: "text-classifier";
  readonly onnx: string;
  readonly maxTokens: number;
  readonly labels: readonly string[];
  readonly activation: "softmax" | "sigmoid";
  readonly thresholds?: { readonly rule: string; readonly values: Readonly<Record<string, number>> };
}

export interface ClipManifest extends Common {
  readonly kind: "clip";
  readonly vision: string;
  readonly text: string;
  readonly input: ImageInput;
  readonly maxTokens: number;
}

/** A model's facts: `models/<id>/model.json`. */
export type Manifest = ImageClassifierManifest | TextClassifierManifest | ClipManifest;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "must be a SHA-256 in hexadecimal");
const path = z
  .string()
  .regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/u, "must be a relative path inside the model's folder");
const thresholds = z.strictObject({
  rule: z.string(),
  values: z.record(z.string(), z.number().min(0).max(1)),
});
const common = {
  id: z.string().regex(/^[a-z0-9-]+$/u),
  title: z.string(),
  license: z.string(),
  source: z.string(),
  hub: z
    .strictObject({ repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/u), revision: z.string().min(1) })
    .exactOptional(),
  files: z
    .array(
      z.strictObject({ path, sha256: sha256.exactOptional(), bytes: z.int().positive().exactOptional() }),
    )
    .min(1),
};
const input = z.strictObject({
  size: z.int().positive(),
  resize: z.enum(["nsfwjs", "shortest-side", "squash"]),
  mean: z.array(z.number()).length(3).exactOptional(),
  std: z.array(z.number().positive()).length(3).exactOptional(),
});
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
    thresholds: thresholds.exactOptional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("text-classifier"),
    onnx: path,
    maxTokens: z.int().positive(),
    labels,
    activation: z.enum(["softmax", "sigmoid"]),
    thresholds: thresholds.exactOptional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("clip"),
    vision: path,
    text: path,
    input,
    maxTokens: z.int().positive(),
  }),
]);

/**
 * Checks a manifest. Files that ship must carry their digest; hub files may get theirs at the first pull.
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
  return result.data;
}
