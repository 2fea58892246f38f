import { z } from "zod";
import type { BetaSchedule, SamplerId, Variance } from "../config.ts";
import type { StageSettings } from "../settings.ts";

/** What we read of diffusers' `scheduler_config.json`; other keys do not change our numbers. */
export const schedulerConfig = z.looseObject({
  _class_name: z.string(),
  num_train_timesteps: z.int().min(1).default(1000),
  beta_schedule: z.string().default("linear"),
  beta_start: z.number().default(0.0001),
  beta_end: z.number().default(0.02),
  trained_betas: z.unknown().optional(),
  prediction_type: z.string().default("epsilon"),
  steps_offset: z.int().default(0),
  timestep_spacing: z.enum(["leading", "linspace", "trailing"]).optional(),
  set_alpha_to_one: z.boolean().default(true),
  clip_sample: z.boolean().optional(),
  clip_sample_range: z.number().default(1),
  thresholding: z.boolean().default(false),
  dynamic_thresholding_ratio: z.number().default(0.995),
  sample_max_value: z.number().default(1),
  rescale_betas_zero_snr: z.boolean().default(false),
  variance_type: z.string().nullish(),
  use_karras_sigmas: z.boolean().nullish(),
  lambda_min_clipped: z.unknown().optional(),
});

export type SchedulerConfig = z.infer<typeof schedulerConfig>;

/** Our sampler for each of diffusers' scheduler classes; PNDM and LMS, which we lack, give way to their nearest. */
const samplers: Readonly<Record<string, SamplerId>> = {
  DDPMScheduler: "ddpm",
  DDIMScheduler: "ddim",
  PNDMScheduler: "ddim",
  DPMSolverMultistepScheduler: "dpm-solver++-2m",
  DPMSolverSinglestepScheduler: "dpm-solver++-2m",
  UniPCMultistepScheduler: "dpm-solver++-2m",
  EulerDiscreteScheduler: "euler",
  LMSDiscreteScheduler: "euler",
  EulerAncestralDiscreteScheduler: "euler-ancestral",
  HeunDiscreteScheduler: "heun",
  LCMScheduler: "lcm",
};

const schedules: Readonly<Record<string, BetaSchedule["kind"]>> = {
  linear: "linear",
  scaled_linear: "scaled-linear",
  squaredcos_cap_v2: "squared-cosine",
  sigmoid: "sigmoid",
};

const predictions: Readonly<Record<string, StageSettings["prediction"]>> = {
  epsilon: "epsilon",
  sample: "sample",
  v_prediction: "v",
};

const variances: Readonly<Record<string, Variance>> = {
  fixed_small: "fixed-small",
  fixed_small_log: "fixed-small-log",
  fixed_large: "fixed-large",
  learned_range: "learned-range",
};

/** These clip to ±1 unless told not to, as their classes in diffusers do. */
const clips = new Set(["DDPMScheduler", "DDIMScheduler", "LCMScheduler"]);

/** The noise schedule of a scheduler's configuration. @throws Error with one line when we lack it */
export function scheduleOf(config: SchedulerConfig, where: string): BetaSchedule {
  if (config.trained_betas !== undefined && config.trained_betas !== null)
    throw new Error(`Cannot load cascade "${where}": a scheduler with trained_betas is not supported`);
  return {
    kind: known(schedules, config.beta_schedule, "beta_schedule", where),
    timesteps: config.num_train_timesteps,
    betaStart: config.beta_start,
    betaEnd: config.beta_end,
    ...(config.rescale_betas_zero_snr && { zeroTerminalSnr: true }),
  };
}

/**
 * Sampler settings from a scheduler's configuration.
 * @throws Error with one line naming the key that we cannot follow
 */
export function settingsOf(
  config: SchedulerConfig,
  { steps, guidance }: { readonly steps: number; readonly guidance: number },
  where: string,
): StageSettings {
  const sampler = known(samplers, config._class_name, "_class_name", where);
  const clip = config.clip_sample ?? clips.has(config._class_name);
  const { lambda_min_clipped: lambda } = config;
  return {
    sampler,
    schedule: scheduleOf(config, where),
    prediction: known(predictions, config.prediction_type, "prediction_type", where),
    steps,
    ...(config.timestep_spacing && { spacing: config.timestep_spacing }),
    ...(config.steps_offset > 0 && { stepsOffset: config.steps_offset }),
    thresholding: config.thresholding
      ? { kind: "dynamic", percentile: config.dynamic_thresholding_ratio, cap: config.sample_max_value }
      : clip
        ? { kind: "static", range: config.clip_sample_range }
        : { kind: "none" },
    ...(config.variance_type && {
      variance: known(variances, config.variance_type, "variance_type", where),
    }),
    ...(!config.set_alpha_to_one && { finalAlphaOne: false }),
    ...(config.use_karras_sigmas && { sigmas: "karras" as const }),
    ...(typeof lambda === "number" && Number.isFinite(lambda) && { lambdaMin: lambda }),
    guidance: { scale: guidance },
  };
}

function known<T>(table: Readonly<Record<string, T>>, word: string, key: string, where: string): T {
  const found = Object.hasOwn(table, word) ? table[word] : undefined;
  if (found === undefined)
    throw new Error(
      `Cannot load cascade "${where}": scheduler ${key} "${word}" is not supported; wanted one of ${Object.keys(table).join(", ")}`,
    );
  return found;
}
