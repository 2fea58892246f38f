import { z } from "zod";
import { path, sha256, tolerance } from "./manifest-common.ts";

/** A classifier or box detector of somebody's own: a JSON file beside its network. What it says of its licence is theirs. */
export interface OwnDetectorManifest {
  readonly id: string;
  /** `classes`: one value per label. `boxes`: YOLO's rows of a centre, a size and one value per label. */
  readonly kind: "classes" | "boxes";
  readonly onnx: string;
  readonly sha256: string;
  /** As its user states it; nobody checks. */
  readonly license: string;
  readonly source: string;
  readonly input: {
    readonly size: number;
    /** `stretch` to the square, or `pad` it with black below and to the right. */
    readonly fit: "stretch" | "pad";
    readonly layout: "planes" | "pixels";
    readonly colours: "rgb" | "bgr";
    /** What 255 becomes. */
    readonly white: 1 | 255;
    readonly mean?: readonly number[];
    readonly std?: readonly number[];
  };
  readonly activation: "none" | "softmax" | "sigmoid";
  readonly labels: readonly string[];
  /** Which labels speak against a picture; all where absent. */
  readonly harmful?: readonly string[];
  /** Boxes below it do not count. */
  readonly least?: number;
  /** Of two boxes that share more than this the surer counts. */
  readonly overlap?: number;
  /** What it gives the two pictures of `golden-pictures.ts`, by label: held against it whenever it is loaded. */
  readonly golden?: readonly (readonly number[])[];
  readonly tolerance: number;
}

const share = z.number().min(0).max(1);
const label = z.string().regex(/^[a-z][a-z0-9_]*$/u, "wanted lower-case letters, digits and _");

const schema: z.ZodType<OwnDetectorManifest> = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/u, "wanted lower-case letters, digits and -")
      .max(30),
    kind: z.enum(["classes", "boxes"]),
    onnx: path,
    sha256,
    license: z.string().min(1),
    source: z.string().min(1),
    input: z.strictObject({
      size: z.int().positive().max(4096),
      fit: z.enum(["stretch", "pad"]),
      layout: z.enum(["planes", "pixels"]),
      colours: z.enum(["rgb", "bgr"]),
      white: z.union([z.literal(1), z.literal(255)]),
      mean: z.array(z.number()).length(3).exactOptional(),
      std: z.array(z.number().positive()).length(3).exactOptional(),
    }),
    activation: z.enum(["none", "softmax", "sigmoid"]),
    labels: z.array(label).min(1).max(1000),
    harmful: z.array(label).min(1).exactOptional(),
    least: share.exactOptional(),
    overlap: share.exactOptional(),
    golden: z.array(z.array(z.number())).length(2).exactOptional(),
    tolerance,
  })
  .refine(({ labels }) => new Set(labels).size === labels.length, {
    path: ["labels"],
    error: "a label stands there twice",
  })
  .refine(({ labels, harmful = [] }) => harmful.every((one) => labels.includes(one)), {
    path: ["harmful"],
    error: "names a label that is not among labels",
  })
  .refine(({ labels, golden = [] }) => golden.every((row) => row.length === labels.length), {
    path: ["golden"],
    error: "wanted one value per label",
  });

/** Checks a manifest. @throws Error with one line: which key, what was wanted */
export function parseOwnDetector(text: string): OwnDetectorManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("wanted JSON");
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${issue?.path.join(".") || "top level"}: ${issue?.message}`);
}
