"""Whole loops of diffusers' schedulers, each over ramp() and the network that is a formula."""

import diffusers
import torch

from .shared import double, numbers, ramp

STOCHASTIC = ("DDPM", "LCM", "UnCLIP", "EulerAncestral")
IF = {
    "_class_name": "DDPMScheduler",
    "beta_schedule": "squaredcos_cap_v2",
    "clip_sample": True,
    "clip_sample_range": 1.0,
    "dynamic_thresholding_ratio": 0.95,
    "num_train_timesteps": 1000,
    "prediction_type": "epsilon",
    "sample_max_value": 1.5,
    "thresholding": True,
    "variance_type": "learned_range",
}


def sample(config, steps, eta=None, clipped=False):
    """A whole loop; what the network is told, the last x, and the sum of |x| after each call."""
    kind = getattr(diffusers, config["_class_name"])
    scheduler = kind.from_config(config)
    scheduler.set_timesteps(steps)
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(0)  # timesteps of Karras levels can repeat
    generator = torch.Generator().manual_seed(7)
    x = ramp() * getattr(scheduler, "init_noise_sigma", 1.0)
    sums = []
    for i, t in enumerate(scheduler.timesteps):
        seen = scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else x
        output = double(seen, t)
        extra = {}
        if config["_class_name"].startswith(STOCHASTIC) or eta:
            extra["generator"] = generator
        if config["_class_name"] == "DDIMScheduler":
            extra |= {"eta": eta or 0.0, "use_clipped_model_output": clipped}
        if config["_class_name"] == "UnCLIPScheduler" and i + 1 < len(scheduler.timesteps):
            extra["prev_timestep"] = scheduler.timesteps[i + 1]
        if config.get("variance_type") == "learned_range":
            output = torch.cat([output, seen / 2], dim=1)
        x = scheduler.step(output, t, x, **extra).prev_sample
        sums.append(float(x.double().abs().sum()))
    return {
        "scheduler": config,
        "steps": steps,
        **({"eta": eta} if eta else {}),
        **({"clippedOutput": True} if clipped else {}),
        "timesteps": numbers(scheduler.timesteps),
        "sums": sums,
        "last": numbers(x),
    }


def loops():
    cosine = {"beta_schedule": "squaredcos_cap_v2"}
    scaled = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012}
    v = {"prediction_type": "v_prediction"}
    trailing = {"timestep_spacing": "trailing"}
    dpm = {"_class_name": "DPMSolverMultistepScheduler"}
    euler = {"_class_name": "EulerDiscreteScheduler"}
    heun = {"_class_name": "HeunDiscreteScheduler"}
    ddim = {"_class_name": "DDIMScheduler"}
    ddpm = {"_class_name": "DDPMScheduler"}
    unipc = {"_class_name": "UniPCMultistepScheduler"}
    ancestral = {"_class_name": "EulerAncestralDiscreteScheduler"}
    pndm = {"_class_name": "PNDMScheduler", "skip_prk_steps": True}
    zero = {"rescale_betas_zero_snr": True}
    plain = {"clip_sample": False}
    return [
        sample(IF, 100),
        sample(IF, 27),
        sample(IF | v | trailing, 13),
        sample(ddpm | {"variance_type": "fixed_large"} | trailing, 20),
        sample(ddpm | {"variance_type": "fixed_small_log", "timestep_spacing": "linspace"} | scaled, 20),
        sample(ddpm | {"beta_schedule": "sigmoid"} | v, 25),
        sample(ddpm | {"prediction_type": "sample"} | cosine, 10),
        sample(ddpm | zero | v | trailing, 10),
        sample({"_class_name": "UnCLIPScheduler", "variance_type": "learned_range"}, 25),
        sample(ddim | cosine | v | trailing | {"thresholding": True, "sample_max_value": 2.0}, 12),
        sample(ddim | scaled | plain | {"set_alpha_to_one": False, "steps_offset": 1}, 50),
        sample(ddim | scaled, 20, eta=1.0),
        sample(ddim | scaled | {"timestep_spacing": "linspace"}, 20, eta=0.5, clipped=True),
        sample(ddim | zero | v | trailing, 9),
        sample(ddim | {"prediction_type": "sample"}, 9, clipped=True),
        sample(dpm | cosine | v | {"lambda_min_clipped": -5.1}, 20),
        sample(dpm | cosine | v | {"lambda_min_clipped": -5.1} | trailing, 20),
        sample(dpm | cosine | {"lambda_min_clipped": -5.1, "timestep_spacing": "leading", "steps_offset": 1}, 12),
        sample(dpm | cosine | {"thresholding": True, "lambda_min_clipped": -5.1, "sample_max_value": 2.0}, 15),
        sample(dpm | scaled | {"use_karras_sigmas": True, "euler_at_final": True}, 25),
        sample(dpm | cosine | v | {"use_karras_sigmas": True}, 10),
        sample(dpm | scaled | {"use_exponential_sigmas": True}, 10),
        sample(dpm | scaled | {"final_sigmas_type": "sigma_min", "lower_order_final": False}, 20),
        sample(dpm | zero | v | trailing, 8),
        sample(dpm | {"prediction_type": "sample"}, 1),
        sample(unipc | scaled, 12),
        sample(unipc | cosine | v | trailing, 7),
        sample(unipc | scaled | {"use_karras_sigmas": True, "final_sigmas_type": "sigma_min"}, 10),
        sample(unipc | {"prediction_type": "sample", "thresholding": True, "timestep_spacing": "leading"}, 2),
        sample(euler | scaled, 20),
        sample(euler | scaled | {"timestep_spacing": "leading", "steps_offset": 1}, 30),
        sample(euler | scaled | v | trailing, 7),
        sample(euler | scaled | {"use_karras_sigmas": True}, 10),
        sample(euler | scaled | {"use_exponential_sigmas": True, "final_sigmas_type": "sigma_min"}, 10),
        sample(euler | zero | v | trailing, 5),
        sample(ancestral | scaled, 20),
        sample(ancestral | scaled | v | trailing, 6),
        sample(heun | {"num_train_timesteps": 1100, "beta_start": 0.0001, "beta_end": 0.02}, 10),
        sample(heun | scaled | {"use_karras_sigmas": True, "clip_sample": True}, 9),
        sample(heun | scaled | v | {"timestep_spacing": "leading"}, 8),
        sample({"_class_name": "EDMEulerScheduler", "final_sigmas_type": "sigma_min"} | v, 10),
        sample({"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0}, 12),
        sample({"_class_name": "FlowMatchEulerDiscreteScheduler"}, 5),
        sample(pndm | scaled | {"set_alpha_to_one": False, "steps_offset": 1}, 20),
        sample(pndm | scaled | v | trailing, 7),
        sample(pndm | {"set_alpha_to_one": True, "timestep_spacing": "linspace"}, 10),
        sample(pndm | cosine, 2),
        sample(pndm, 1),
        sample({"_class_name": "LCMScheduler"}, 4),
        sample({"_class_name": "LCMScheduler", "clip_sample": True} | v, 7),
    ]
