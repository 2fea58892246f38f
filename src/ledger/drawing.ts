import { z } from "zod";
import { type Asked, askedSchema } from "./question.ts";
import { type Sealed, sealedSchema } from "./sealed.ts";

/** What a model was trained on, as its manifest says. */
export interface Lineage {
  readonly dataset: string;
  readonly fingerprint: string;
  /** SHA-256 (hex) of the training set's card; null where the manifest names none. */
  readonly cardSha256: string | null;
}

/** A model with which pictures are made, as it was read. */
export interface DrawnModel {
  readonly model: string;
  /** SHA-256 (hex) of the canonical manifest. */
  readonly manifest: string;
  /** SHA-256 (hex) of every weight file as it was loaded, by path. */
  readonly weights: Readonly<Record<string, string>>;
  readonly lineage: Lineage | null;
  /** Number of the entry with the steward's exception, where the card does not do. */
  readonly exception: number | null;
  /** SHA-256 (hex) of what its output filters were. */
  readonly filters: string;
}

/**
 * What pictures are for that no file keeps: `compare` shows them to a voter, rung by rung; of `evaluate` and `measure`
 * only instruments see them; `replay` compares digests; `audit` tells an outsider what filters said of them.
 */
export const purposes = ["compare", "evaluate", "replay", "measure", "audit"] as const;
export type Purpose = (typeof purposes)[number];

/** Pictures begin to be made outside requests; none of them is kept, and none leaves. */
export interface DrawingStarted {
  readonly type: "drawing-started";
  readonly purpose: Purpose;
  /** One, or the two of a comparison. */
  readonly models: readonly DrawnModel[];
  /** SHA-256 (hex) of the prompts that are drawn, sealed: a set of one could be guessed. */
  readonly prompts: Sealed;
  readonly counts: {
    /** Prompts that were judged; of these, blocked by the prompt filters, and those that would need approval. */
    readonly judged: number;
    readonly blocked: number;
    readonly flagged: number;
    /** Pictures that may be made. */
    readonly images: number;
  };
  /** SHA-256 (hex) of the policies that judge prompts and images; null where no pixel comes out of the engine. */
  readonly policies: { readonly prompt: string; readonly image: string | null };
  /** SHA-256 (hex) of what the prompt filters were. */
  readonly promptFilters: string;
  /** Checks that cannot run here, and why. */
  readonly notChecked: readonly string[];
  /** The question of an outsider that it answers; of an audit, and of nothing else. */
  readonly asked?: Asked;
}

/** What came of it; a run that broke off has none. */
export interface DrawingEnded {
  readonly type: "drawing-ended";
  /** Number of the entry that began it. */
  readonly drawing: number;
  readonly made: number;
  /** Withheld by the output filters. */
  readonly refused: number;
  /** Near copies of training pictures: refused in a comparison, counted elsewhere, never shown. */
  readonly copies: number;
  /** SHA-256 (hex) of the answer to an audit, which holds a nonce of who asked: it tells nobody a prompt. */
  readonly answer?: string;
}

/** Both pictures of a comparison's prompt are about to be shown to who began it: written before they are. */
export interface DrawingRevealed {
  readonly type: "drawing-revealed";
  /** Number of the entry that began it. */
  readonly drawing: number;
  /** Which of the prompts that were judged, counted from 0. */
  readonly prompt: number;
  /** Rung of the exposure ladder: 3 (mosaic), then 5 (colour). */
  readonly rung: number;
}

export type DrawingEvent = DrawingStarted | DrawingRevealed | DrawingEnded;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");
const count = z.int().nonnegative();

export const lineageSchema = z
  .strictObject({ dataset: z.string(), fingerprint: z.string(), cardSha256: sha256.nullable() })
  .nullable();

const model = z.strictObject({
  model: z.string().regex(/^[a-z0-9-]{1,64}$/u, "wanted a model's id"),
  manifest: sha256,
  weights: z.record(z.string(), sha256),
  lineage: lineageSchema,
  exception: count.nullable(),
  filters: sha256,
});

/** Members of the union of all events. */
export const drawingSchemas = [
  z.strictObject({
    type: z.literal("drawing-started"),
    purpose: z.enum(purposes),
    models: z.array(model).min(1).max(2),
    prompts: sealedSchema,
    counts: z.strictObject({ judged: count, blocked: count, flagged: count, images: count }),
    policies: z.strictObject({ prompt: sha256, image: sha256.nullable() }),
    promptFilters: sha256,
    notChecked: z.array(z.string()),
    asked: askedSchema.exactOptional(),
  }),
  z.strictObject({
    type: z.literal("drawing-revealed"),
    drawing: count,
    prompt: count,
    rung: z.int().min(3).max(5),
  }),
  z.strictObject({
    type: z.literal("drawing-ended"),
    drawing: count,
    made: count,
    refused: count,
    copies: count,
    answer: sha256.exactOptional(),
  }),
] as const;
