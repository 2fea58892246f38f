import { z } from "zod";
import {
  betaScheduleKinds,
  predictions,
  type SamplerConfig,
  samplerIds,
  sigmaSpreads,
  spacings,
  variances,
} from "./config.ts";
import type { GuidanceConfig } from "./guidance.ts";

/** How a stage is sampled: all that its numbers depend on besides weights, text and noise. */
export interface StageSettings extends SamplerConfig {
  readonly guidance: GuidanceConfig;
}

const schedule = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum(betaScheduleKinds),
    timesteps: z.int().min(1).exactOptional(),
    betaStart: z.number().positive().exactOptional(),
    betaEnd: z.number().positive().exactOptional(),
    zeroTerminalSnr: z.boolean().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("edm"),
    sigmaMin: z.number().positive().exactOptional(),
    sigmaMax: z.number().positive().exactOptional(),
    sigmaData: z.number().positive().exactOptional(),
    rho: z.number().positive().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("flow"),
    timesteps: z.int().min(1).exactOptional(),
    shift: z.number().positive().exactOptional(),
  }),
]);

const thresholding = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("static"), range: z.number().positive().exactOptional() }),
  z.strictObject({
    kind: z.literal("dynamic"),
    percentile: z.number().min(0).max(1),
    cap: z.number().positive().exactOptional(),
  }),
]);

const guidance = z.strictObject({
  scale: z.number(),
  schedule: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("constant") }),
      z.strictObject({
        kind: z.literal("interval"),
        from: z.number().min(0).max(1),
        to: z.number().min(0).max(1),
      }),
      z.strictObject({
        kind: z.literal("oscillating"),
        low: z.number(),
        constantCalls: z.int().min(0).exactOptional(),
      }),
    ])
    .exactOptional(),
  rescale: z.number().min(0).max(1).exactOptional(),
});

export const settingsSchema = z.strictObject({
  sampler: z.enum(samplerIds),
  schedule,
  prediction: z.enum(predictions),
  steps: z.int().min(1),
  spacing: z.enum(spacings).exactOptional(),
  stepsOffset: z.int().min(0).exactOptional(),
  timesteps: z.array(z.int().min(0)).min(1).exactOptional(),
  thresholding: thresholding.exactOptional(),
  variance: z.enum(variances).exactOptional(),
  eta: z.number().min(0).max(1).exactOptional(),
  clippedOutput: z.boolean().exactOptional(),
  finalAlphaOne: z.boolean().exactOptional(),
  sigmas: z.enum(sigmaSpreads).exactOptional(),
  finalSigma: z.enum(["zero", "sigma-min"]).exactOptional(),
  lambdaMin: z.number().exactOptional(),
  lowerOrderFinal: z.boolean().exactOptional(),
  eulerAtFinal: z.boolean().exactOptional(),
  originalSteps: z.int().min(1).exactOptional(),
  guidance,
}) satisfies z.ZodType<StageSettings>;
