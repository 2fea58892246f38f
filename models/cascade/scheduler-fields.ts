import { z } from "zod";
import type { BetaSchedule, Prediction, SigmaSpread, Thresholding } from "./config.ts";

const betaKinds = {
  linear: "linear",
  scaled_linear: "scaled-linear",
  squaredcos_cap_v2: "squared-cosine",
  sigmoid: "sigmoid",
} as const;
const predictionKinds: Readonly<Record<string, Prediction>> = {
  epsilon: "epsilon",
  sample: "sample",
  original_sample: "sample",
  v_prediction: "v",
};
const varianceKinds = {
  fixed_small: "fixed-small",
  fixed_small_log: "fixed-small-log",
  fixed_large: "fixed-large",
  learned_range: "learned-range",
} as const;

const flag = z.boolean().nullish();
const number = z.number().nullish();
/** What we read of `scheduler_config.json`; null means the default, as in Python. */
export const fieldsSchema = z.looseObject({
  _class_name: z.string(),
  num_train_timesteps: z.int().positive().nullish(),
  beta_start: number,
  beta_end: number,
  beta_schedule: z.enum(["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"]).nullish(),
  rescale_betas_zero_snr: flag,
  prediction_type: z.enum(["epsilon", "sample", "original_sample", "v_prediction"]).nullish(),
  timestep_spacing: z.enum(["leading", "linspace", "trailing"]).nullish(),
  steps_offset: z.int().nullish(),
  clip_sample: flag,
  clip_sample_range: number,
  thresholding: flag,
  dynamic_thresholding_ratio: number,
  sample_max_value: number,
  set_alpha_to_one: flag,
  skip_prk_steps: flag,
  variance_type: z
    .enum(["fixed_small", "fixed_small_log", "fixed_large", "learned_range", "learned"])
    .nullish(),
  use_karras_sigmas: flag,
  use_exponential_sigmas: flag,
  final_sigmas_type: z.enum(["zero", "sigma_min"]).nullish(),
  lambda_min_clipped: z.union([z.number(), z.string()]).nullish(),
  lower_order_final: flag,
  euler_at_final: flag,
  solver_type: z.string().nullish(),
  disable_corrector: z.array(z.int()).nullish(),
  original_inference_steps: z.int().positive().nullish(),
  sigma_min: number,
  sigma_max: number,
  sigma_data: number,
  rho: number,
  shift: number,
});
export type Fields = z.infer<typeof fieldsSchema>;

/** β of latent models, which some classes have as their default. */
export const latentBetas = [0.00085, 0.012] as const;

/** What samplers on a schedule of β share. */
export function discrete(
  fields: Fields,
  spacing: "leading" | "linspace",
  [start, end]: readonly [number, number] = [0.0001, 0.02],
) {
  const schedule: BetaSchedule = {
    kind: betaKinds[fields.beta_schedule ?? "linear"],
    timesteps: fields.num_train_timesteps ?? 1000,
    betaStart: fields.beta_start ?? start,
    betaEnd: fields.beta_end ?? end,
    zeroTerminalSnr: fields.rescale_betas_zero_snr ?? false,
  };
  return {
    schedule,
    prediction: predictionOf(fields),
    spacing: fields.timestep_spacing ?? spacing,
    stepsOffset: fields.steps_offset ?? 0,
  };
}

export function predictionOf(fields: Fields): Prediction {
  return predictionKinds[fields.prediction_type ?? "epsilon"] ?? "epsilon";
}

/** Dynamic, static or none, as the scheduler would take it. */
export function thresholdingOf(fields: Fields, clipsByDefault: boolean): Thresholding {
  if (fields.thresholding)
    return {
      kind: "dynamic",
      percentile: fields.dynamic_thresholding_ratio ?? 0.995,
      cap: fields.sample_max_value ?? 1,
    };
  if (fields.clip_sample ?? clipsByDefault) return { kind: "static", range: fields.clip_sample_range ?? 1 };
  return { kind: "none" };
}

/** @throws Error for a variance that is learned without bounds */
export function varianceOf({ variance_type, _class_name }: Fields, byDefault: keyof typeof varianceKinds) {
  const kind = variance_type ?? byDefault;
  if (kind === "learned")
    throw new Error(`Cannot read scheduler "${_class_name}": variance_type "learned" is not supported`);
  return varianceKinds[kind];
}

export function spreadOf(fields: Fields): SigmaSpread {
  if (fields.use_karras_sigmas) return "karras";
  return fields.use_exponential_sigmas ? "exponential" : "schedule";
}

export function finalOf(fields: Fields): "zero" | "sigma-min" {
  return fields.final_sigmas_type === "sigma_min" ? "sigma-min" : "zero";
}
