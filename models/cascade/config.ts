/** Samplers by id; each file in `samplers/` names its paper. */
export const samplerIds = [
  "ddpm",
  "ddim",
  "pndm",
  "dpm-solver++-2m",
  "euler",
  "euler-ancestral",
  "heun",
  "edm-euler",
  "flow-euler",
  "lcm",
  "unclip",
  "unipc",
] as const;
export type SamplerId = (typeof samplerIds)[number];

export const betaScheduleKinds = ["linear", "scaled-linear", "cosine", "squared-cosine", "sigmoid"] as const;

/** Variances β_t of a discrete diffusion: how fast training buried the image in noise. */
export interface BetaSchedule {
  /** `squared-cosine` is diffusers' `squaredcos_cap_v2` (Nichol & Dhariwal 2021); `cosine` is ᾱ = cos²(πt/2) without their offset. */
  readonly kind: (typeof betaScheduleKinds)[number];
  /** Training timesteps T; default 1000. */
  readonly timesteps?: number;
  /** β of the first timestep; default 0.0001. The cosines have none. */
  readonly betaStart?: number;
  /** β of the last timestep; default 0.02. */
  readonly betaEnd?: number;
  /** Rescale so that the last timestep is pure noise (Lin et al. 2305.08891, algorithm 1). */
  readonly zeroTerminalSnr?: boolean;
}

/** Noise levels σ of Karras et al. 2022 (EDM), equation 5. */
export interface EdmSchedule {
  readonly kind: "edm";
  /** Default 0.002. */
  readonly sigmaMin?: number;
  /** Default 80. */
  readonly sigmaMax?: number;
  /** Standard deviation of the training images; default 0.5. */
  readonly sigmaData?: number;
  /** Exponent ρ; default 7. */
  readonly rho?: number;
}

/** Rectified flow: x = (1 − σ)·x0 + σ·ε, shifted towards noise by `shift` (Esser et al. 2024, equation 23). */
export interface FlowSchedule {
  readonly kind: "flow";
  /** What σ is multiplied by to give the network's timestep; default 1000. */
  readonly timesteps?: number;
  /** Default 1: not shifted. */
  readonly shift?: number;
}

export type Schedule = BetaSchedule | EdmSchedule | FlowSchedule;

/** What the network was trained to say: the noise, the image, v = a·ε − σ·x0, or the flow ε − x0. */
export const predictions = ["epsilon", "sample", "v", "flow"] as const;
export type Prediction = (typeof predictions)[number];

/** How inference timesteps are taken from T training timesteps. */
export const spacings = ["leading", "linspace", "trailing"] as const;
export type Spacing = (typeof spacings)[number];

/** Variance of DDPM's steps. The learned range comes from the network's second half of channels. */
export const variances = ["fixed-small", "fixed-small-log", "fixed-large", "learned-range"] as const;
export type Variance = (typeof variances)[number];

/** What keeps the estimate x0 in range; images are in [−1, 1]. */
export type Thresholding =
  | { readonly kind: "none" }
  /** Clip to ±range; default 1. */
  | { readonly kind: "static"; readonly range?: number }
  /** Imagen §2.3: clip each image to ±s and divide by s, s its percentile of |x0| (a share in [0, 1]), at least 1 and at most `cap`. */
  | { readonly kind: "dynamic"; readonly percentile: number; readonly cap?: number };

/** Levels σ between those of the schedule's timesteps, or spread by ρ = 7 or evenly in log σ between the same ends. */
export const sigmaSpreads = ["schedule", "karras", "exponential"] as const;
export type SigmaSpread = (typeof sigmaSpreads)[number];

/** All that a sampler needs to know, as JSON. What a sampler does not read is ignored by it. */
export interface SamplerConfig {
  readonly sampler: SamplerId;
  readonly schedule: Schedule;
  readonly prediction: Prediction;
  /** Inference steps, at least 1. Heun calls the network twice in all but the last. */
  readonly steps: number;
  /** Default as in diffusers: leading for ddpm, ddim and pndm, linspace for the others. */
  readonly spacing?: Spacing;
  /** Added to leading timesteps; default 0. */
  readonly stepsOffset?: number;
  /** Timesteps themselves, falling, in place of spacing and steps: ddpm, ddim, unclip. */
  readonly timesteps?: readonly number[];
  /** Calls left out at the start, for image-to-image: x then begins as `marginals[0]` says. Default 0. */
  readonly skip?: number;
  /** Default none. */
  readonly thresholding?: Thresholding;
  /** ddpm and unclip; default fixed-small (unclip: fixed-small-log). */
  readonly variance?: Variance;
  /** ddim: 0 is deterministic, 1 as noisy as ddpm. Default 0. */
  readonly eta?: number;
  /** ddim: take ε from the thresholded x0 instead of the network's output. Default false. */
  readonly clippedOutput?: boolean;
  /** ddim, pndm, lcm: the last step ends at ᾱ = 1 (true, default) or at the first timestep's ᾱ. */
  readonly finalAlphaOne?: boolean;
  /** dpm-solver++-2m, unipc, euler, heun. Default schedule. */
  readonly sigmas?: SigmaSpread;
  /** dpm-solver++-2m, unipc, euler, edm-euler: the last σ. Default zero. */
  readonly finalSigma?: "zero" | "sigma-min";
  /** dpm-solver++-2m, unipc: leave out timesteps whose λ = log(a/σ) is below; cosine schedules want −5.1. */
  readonly lambdaMin?: number;
  /** dpm-solver++-2m: first order in the last of fewer than 15 steps; unipc: in the last; default true. */
  readonly lowerOrderFinal?: boolean;
  /** dpm-solver++-2m: first order in the last step always; default false. */
  readonly eulerAtFinal?: boolean;
  /** lcm: timesteps of the distillation; default 50. */
  readonly originalSteps?: number;
}
