import { describe, expect, it } from "vitest";
import { createSampler } from "../../../models/cascade/samplers/sampler.ts";
import { readSchedulerConfig } from "../../../models/cascade/scheduler-config.ts";

describe("scheduler_config.json", () => {
  it("fills in diffusers' defaults", () => {
    expect(readSchedulerConfig({ _class_name: "DDIMScheduler", _diffusers_version: "0.6.0" }, 50)).toEqual({
      config: {
        sampler: "ddim",
        schedule: {
          kind: "linear",
          timesteps: 1000,
          betaStart: 0.0001,
          betaEnd: 0.02,
          zeroTerminalSnr: false,
        },
        prediction: "epsilon",
        spacing: "leading",
        stepsOffset: 0,
        thresholding: { kind: "static", range: 1 },
        finalAlphaOne: true,
        steps: 50,
      },
    });
  });

  it("reads Stable Diffusion's PNDM, and says when a Runge-Kutta start is left out", () => {
    const stored = {
      _class_name: "PNDMScheduler",
      beta_end: 0.012,
      beta_schedule: "scaled_linear",
      beta_start: 0.00085,
      num_train_timesteps: 1000,
      set_alpha_to_one: false,
      skip_prk_steps: true,
      steps_offset: 1,
      trained_betas: null,
      clip_sample: false,
    };
    const { config, note } = readSchedulerConfig(stored, 20);
    expect(note).toBeUndefined();
    expect(config).toMatchObject({ sampler: "pndm", stepsOffset: 1, finalAlphaOne: false });
    expect(createSampler(config, { images: 1, values: 4 }).timesteps.slice(0, 4)).toEqual([
      951, 901, 901, 851,
    ]);
    expect(readSchedulerConfig({ ...stored, skip_prk_steps: false }, 20).note).toContain(
      "runs without its Runge-Kutta start",
    );
  });

  it.each([
    [
      { _class_name: "KDPM2DiscreteScheduler" },
      /^Cannot read scheduler "KDPM2DiscreteScheduler": wanted one of DDPM.*$/,
    ],
    [{ _class_name: "toString" }, /^Cannot read scheduler "toString": wanted one of/],
    [{}, /^Cannot read scheduler_config\.json: _class_name: /],
    ["text", /^Cannot read scheduler_config\.json: top level: /],
    [
      { _class_name: "DDPMScheduler", beta_schedule: "laplace" },
      /^Cannot read scheduler_config\.json: beta_schedule: /,
    ],
    [
      { _class_name: "DDPMScheduler", variance_type: "learned" },
      /^Cannot read scheduler "DDPMScheduler": variance_type "learned" is not supported$/,
    ],
    [
      { _class_name: "DPMSolverMultistepScheduler", algorithm_type: "sde-dpmsolver++" },
      /algorithm_type must be dpmsolver\+\+ or deis, got "sde-dpmsolver\+\+"$/,
    ],
    [{ _class_name: "DPMSolverMultistepScheduler", solver_type: "heun" }, /solver_type must be midpoint or /],
    [{ _class_name: "DPMSolverMultistepScheduler", solver_order: 3 }, /solver_order must be 2, got 3$/],
    [
      { _class_name: "UniPCMultistepScheduler", disable_corrector: [0] },
      /disable_corrector must be none, got \[0\]$/,
    ],
    [
      { _class_name: "FlowMatchEulerDiscreteScheduler", use_dynamic_shifting: true },
      /must be false, got true$/,
    ],
    [
      { _class_name: "EulerDiscreteScheduler", trained_betas: [0.1] },
      /trained_betas must be none, got \[0\.1\]$/,
    ],
  ])("refuses %j in one line", (value, message) => {
    expect(() => readSchedulerConfig(value, 10)).toThrow(message);
  });
});
