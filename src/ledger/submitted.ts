import { z } from "zod";

/** A picture that was made elsewhere is handed in for a granted request: what is said of it is its submitter's word. */
export interface Submitted {
  readonly type: "submitted";
  readonly request: string;
  /** `elsewhere-` and the stated name as an id: never the id of a model that draws here. */
  readonly model: string;
  /** SHA-256 (hex) of the claim that it was made elsewhere by a model of this name. */
  readonly manifest: string;
  /** The model's name, as the submitter states it. */
  readonly stated: string;
  /** Number of the entry with the steward's exception. */
  readonly exception: number;
  /** SHA-256 (hex) of the file as it was handed in; what is sealed is made of its measured pixels alone. */
  readonly file: string;
  /** SHA-256 (hex) of the policy that judges it, and of what the output filters were. */
  readonly policy: string;
  readonly filters: string;
  /** Checks that cannot run here, and why. */
  readonly notChecked: readonly string[];
}

/** What a stated name may be: it stands in files' metadata, and is shown. */
export const statedPattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/:@()+-]{0,99}$/u;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");

/** Member of the union of all events. */
export const submittedSchema = z.strictObject({
  type: z.literal("submitted"),
  request: z.string().regex(/^r\d{1,15}$/u, "wanted a request's id, as r12"),
  model: z.string().regex(/^elsewhere-[a-z0-9-]{1,54}$/u, "wanted a model made elsewhere"),
  manifest: sha256,
  stated: z.string().regex(statedPattern, "wanted a model's name"),
  exception: z.int().nonnegative(),
  file: sha256,
  policy: sha256,
  filters: sha256,
  notChecked: z.array(z.string()),
});
