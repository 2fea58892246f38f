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
  /** A commit's 40 digits, or a branch, which alone is never pulled. */
  readonly revision: string;
  /** Why it cannot be pulled from the hub until a person has pinned it: its commit, or a file's digest, is not known. */
  readonly unpinned?: string;
}

/** What every model says of itself, whatever its kind. */
export interface Common {
  readonly id: string;
  readonly title: string;
  readonly license: string;
  /** Where the weights come from, for people. */
  readonly source: string;
  readonly hub?: HubSource;
  readonly files: readonly ModelFile[];
}

/** What every model that scores says. */
export interface Scoring extends Common {
  /** How far a score of the same input may differ between devices; the gate believes nobody whose scores differ more. */
  readonly tolerance: number;
}

/** More than a tenth would hide what a filter says. */
export const tolerance = z
  .number({ error: "wanted how far a score may differ between devices, above 0 and up to 0.1" })
  .positive()
  .max(0.1);

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "must be a SHA-256 in hexadecimal");

/** A commit: a branch may be another tomorrow. */
export const COMMIT = /^[0-9a-f]{40}$/u;

export const path = z
  .string()
  .regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/u, "must be a relative path inside the model's folder");

export const modelId = z.string().regex(/^[a-z0-9-]+$/u);

export const common = {
  id: modelId,
  title: z.string(),
  license: z.string(),
  source: z.string(),
  hub: z
    .strictObject({
      repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/u),
      revision: z.string().min(1),
      unpinned: z.string().min(1).exactOptional(),
    })
    .exactOptional(),
  files: z
    .array(
      z.strictObject({ path, sha256: sha256.exactOptional(), bytes: z.int().positive().exactOptional() }),
    )
    .min(1),
};
