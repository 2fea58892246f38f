import type { SamplerConfig } from "./config.ts";
import {
  discrete,
  type Fields,
  fieldsSchema,
  finalOf,
  latentBetas,
  predictionOf,
  spreadOf,
  thresholdingOf,
  varianceOf,
} from "./scheduler-fields.ts";

/** A diffusers scheduler as a sampler of ours, and what differs, if anything does. */
export interface ReadScheduler {
  readonly config: SamplerConfig;
  /** For people: one line. */
  readonly note?: string;
}

/** Settings that would change the result and that no sampler here has: any other value than these is refused. */
const onlyValues: Readonly<Record<string, readonly unknown[]>> = {
  trained_betas: [],
  solver_p: [],
  predict_x0: [true],
  use_beta_sigmas: [false],
  use_lu_lambdas: [false],
  use_flow_sigmas: [false],
  use_dynamic_shifting: [false],
  invert_sigmas: [false],
  shift_terminal: [],
  stochastic_sampling: [false],
  solver_order: [2],
  algorithm_type: ["dpmsolver++", "deis"],
  interpolation_type: ["linear"],
  timestep_type: ["discrete"],
  sigma_schedule: ["karras"],
  timestep_scaling: [10],
};

/** Names of solvers, with those that diffusers replaces by the same. */
const solverTypes: Readonly<Record<string, readonly unknown[]>> = {
  DPMSolverMultistepScheduler: ["midpoint", "logrho", "bh1", "bh2"],
  UniPCMultistepScheduler: ["bh2", "midpoint", "heun", "logrho"],
};

type Reader = (fields: Fields) => Omit<SamplerConfig, "steps">;

const readers: Readonly<Record<string, Reader>> = {
  DDPMScheduler: (fields) => ({
    ...discrete(fields, "leading"),
    sampler: "ddpm",
    thresholding: thresholdingOf(fields, true),
    variance: varianceOf(fields, "fixed_small"),
  }),
  DDIMScheduler: (fields) => ({
    ...discrete(fields, "leading"),
    sampler: "ddim",
    thresholding: thresholdingOf(fields, true),
    finalAlphaOne: fields.set_alpha_to_one ?? true,
  }),
  PNDMScheduler: (fields) => ({
    ...discrete(fields, "leading"),
    sampler: "pndm",
    finalAlphaOne: fields.set_alpha_to_one ?? false,
  }),
  UnCLIPScheduler: (fields) => ({
    ...discrete({ ...fields, beta_schedule: "squaredcos_cap_v2" }, "linspace"),
    sampler: "unclip",
    thresholding: thresholdingOf(fields, true),
    variance: varianceOf(fields, "fixed_small_log"),
  }),
  LCMScheduler: (fields) => ({
    ...discrete(
      { ...fields, beta_schedule: fields.beta_schedule ?? "scaled_linear" },
      "leading",
      latentBetas,
    ),
    sampler: "lcm",
    thresholding: thresholdingOf(fields, false),
    originalSteps: fields.original_inference_steps ?? 50,
  }),
  EulerDiscreteScheduler: (fields) => ({
    ...discrete(fields, "linspace"),
    sampler: "euler",
    sigmas: spreadOf(fields),
    finalSigma: finalOf(fields),
  }),
  EulerAncestralDiscreteScheduler: (fields) => ({
    ...discrete(fields, "linspace"),
    sampler: "euler-ancestral",
  }),
  HeunDiscreteScheduler: (fields) => ({
    ...discrete(fields, "linspace", latentBetas),
    sampler: "heun",
    sigmas: spreadOf(fields),
    thresholding: thresholdingOf({ ...fields, thresholding: false }, false),
  }),
  DPMSolverMultistepScheduler: (fields) => ({
    ...discrete(fields, "linspace"),
    sampler: "dpm-solver++-2m",
    thresholding: thresholdingOf({ ...fields, clip_sample: false }, false),
    sigmas: spreadOf(fields),
    finalSigma: finalOf(fields),
    lowerOrderFinal: fields.lower_order_final ?? true,
    eulerAtFinal: fields.euler_at_final ?? false,
    ...(typeof fields.lambda_min_clipped === "number" && { lambdaMin: fields.lambda_min_clipped }),
  }),
  UniPCMultistepScheduler: (fields) => ({
    ...discrete(fields, "linspace"),
    sampler: "unipc",
    thresholding: thresholdingOf({ ...fields, clip_sample: false }, false),
    sigmas: spreadOf(fields),
    finalSigma: finalOf(fields),
    lowerOrderFinal: fields.lower_order_final ?? true,
  }),
  EDMEulerScheduler: (fields) => ({
    sampler: "edm-euler",
    schedule: {
      kind: "edm",
      sigmaMin: fields.sigma_min ?? 0.002,
      sigmaMax: fields.sigma_max ?? 80,
      sigmaData: fields.sigma_data ?? 0.5,
      rho: fields.rho ?? 7,
    },
    prediction: predictionOf(fields),
    finalSigma: finalOf(fields),
  }),
  FlowMatchEulerDiscreteScheduler: (fields) => ({
    sampler: "flow-euler",
    schedule: { kind: "flow", timesteps: fields.num_train_timesteps ?? 1000, shift: fields.shift ?? 1 },
    prediction: "flow",
  }),
};

/** Schedulers that `readSchedulerConfig` understands, by diffusers' class name. */
export const schedulerClasses: readonly string[] = Object.keys(readers);

/**
 * Turns a diffusers `scheduler_config.json` into a sampler of `steps` steps, with diffusers' defaults for what the
 * file leaves out. Settings without effect on inference are ignored.
 * @throws Error with one line when the class or a setting has no counterpart here
 */
export function readSchedulerConfig(value: unknown, steps: number): ReadScheduler {
  const result = fieldsSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `Cannot read scheduler_config.json: ${issue?.path.join(".") || "top level"}: ${issue?.message}`,
    );
  }
  const fields = result.data;
  const name = fields._class_name;
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (!read) throw new Error(`Cannot read scheduler "${name}": wanted one of ${schedulerClasses.join(", ")}`);
  for (const [key, allowed] of Object.entries(onlyValues)) refuseOther(name, key, fields[key], allowed);
  refuseOther(name, "solver_type", fields.solver_type, solverTypes[name] ?? [fields.solver_type]);
  if (fields.disable_corrector?.length) refuseOther(name, "disable_corrector", fields.disable_corrector, []);
  const config = { ...read(fields), steps };
  if (name !== "PNDMScheduler" || fields.skip_prk_steps) return { config };
  return {
    config,
    note: "PNDMScheduler runs without its Runge-Kutta start (as with skip_prk_steps, which Stable Diffusion sets): images differ in detail from diffusers'; set another sampler to choose",
  };
}

function refuseOther(name: string, key: string, got: unknown, allowed: readonly unknown[]): void {
  if (got === undefined || got === null || allowed.includes(got)) return;
  const wanted = allowed.length > 0 ? allowed.join(" or ") : "none";
  throw new Error(`Cannot read scheduler "${name}": ${key} must be ${wanted}, got ${JSON.stringify(got)}`);
}
