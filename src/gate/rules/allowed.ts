import { parse } from "yaml";
import { z } from "zod";
import { oneLine } from "../../process/errors.ts";

/** A model that draws without an exception. */
export interface AllowedModel {
  readonly id: string;
  /** SHA-256 (hex) of the canonical manifest. */
  readonly manifest: string;
  /** SHA-256 (hex) of its files' digests by path, as canonical JSON. */
  readonly weights: string;
  /** Ids of its stages, in order. */
  readonly stages: readonly string[];
}

/** What of the gate's own may judge and draw: `rules/allowed.yaml`, which a steward signs with the other rules. */
export interface Allowed {
  /** SHA-256 (hex) of policies. */
  readonly policies: { readonly prompt: readonly string[]; readonly image: readonly string[] };
  /** SHA-256 (hex) of what filters are, as requests and generations record them. */
  readonly filters: { readonly prompt: readonly string[]; readonly image: readonly string[] };
  readonly models: readonly AllowedModel[];
  /** How far a score may differ from another device's, by column, as its model's manifest states. */
  readonly tolerances?: Readonly<Record<string, number>>;
  /** The same for every column: lists from before each stated its own. */
  readonly tolerance?: number;
}

/** What no model measures is the same on every device, but for how its last digits are written. */
const EXACT = 1e-6;

/** How far a score of a column may be off between devices. */
export function toleranceOf({ tolerances, tolerance }: Allowed, column: string): number {
  return (
    (tolerances !== undefined && Object.hasOwn(tolerances, column) ? tolerances[column] : tolerance) ?? EXACT
  );
}

const digest = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");
const digests = z.array(digest);

const schema: z.ZodType<Allowed> = z.strictObject({
  policies: z.strictObject({ prompt: digests, image: digests }),
  filters: z.strictObject({ prompt: digests, image: digests }),
  models: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]{1,64}$/u, "wanted a model's id"),
      manifest: digest,
      weights: digest,
      stages: z.array(z.string().min(1)).min(1),
    }),
  ),
  tolerances: z.record(z.string(), z.number().min(0).max(0.1)).exactOptional(),
  tolerance: z.number().min(0).max(1).exactOptional(),
});

/** Reads an allow-list. @throws Error with one line: which key, what was wanted */
export function parseAllowed(text: string): Allowed {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new Error(`allowed.yaml: ${oneLine(cause)}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`allowed.yaml: ${issue?.path.join(".") || "top level"}: ${issue?.message ?? "is wrong"}`);
}
