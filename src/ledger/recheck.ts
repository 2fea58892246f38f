import { z } from "zod";

/** What the output filters said of an image that passed, run again by the process of who is about to look. */
export interface ImageRechecked {
  readonly type: "image-rechecked";
  /** Image id: `<request>.<index>`. */
  readonly image: string;
  readonly verdict: "pass" | "block" | "fault";
  readonly rules: readonly string[];
  /** By column name; what was not measured here is not there. */
  readonly scores: Readonly<Record<string, number>>;
  /** SHA-256 (hex) of the policy that decided, and of what the filters were. */
  readonly policy: string;
  readonly filters: string;
  /** Checks that did not run, and why. */
  readonly notChecked: readonly string[];
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");

export const recheckSchema = z.strictObject({
  type: z.literal("image-rechecked"),
  image: z.string().regex(/^r\d{1,15}\.\d{1,6}$/u, "wanted an image's id, as r12.0"),
  verdict: z.enum(["pass", "block", "fault"]),
  rules: z.array(z.string()),
  scores: z.record(z.string(), z.number()),
  policy: sha256,
  filters: sha256,
  notChecked: z.array(z.string()),
});
