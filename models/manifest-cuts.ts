import { z } from "zod";

/** Cuts to begin with, and the rule by which they were chosen. */
interface Cuts {
  readonly rule: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Kinds of text: the same score means different things of a caption, of a comment and of a prompt. */
export type Register = "caption" | "comment" | "prompt";

/** A register's cuts, and which labels' scores it makes of those of all labels, and how: see `filters/calibration.ts`. */
export interface CalibratedCuts extends Cuts {
  readonly calibration?: Readonly<
    Record<string, { readonly bias: number; readonly weights: Readonly<Record<string, number>> }>
  >;
}

/** Cuts of captions, and those of other registers, where they were measured. */
export interface RegisterCuts extends Cuts {
  readonly registers?: { readonly comment: CalibratedCuts; readonly prompt: CalibratedCuts };
}

/** Cuts as a manifest has them. */
export const thresholds = z.strictObject({
  rule: z.string(),
  values: z.record(z.string(), z.number().min(0).max(1)),
});
const calibrated = thresholds.extend({
  calibration: z
    .record(
      z.string(),
      z.strictObject({
        bias: z.number(),
        // Below zero, one label's evidence would excuse another's.
        weights: z.record(z.string(), z.number().min(0)),
      }),
    )
    .exactOptional(),
});
/** The same of a text classifier, by register. */
export const registerCuts = thresholds.extend({
  registers: z.strictObject({ comment: calibrated, prompt: calibrated }).exactOptional(),
});
