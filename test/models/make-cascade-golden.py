"""Makes test/fixtures/cascade/*.json with diffusers and torch on the CPU, float32, as users run them.

    python test/models/make-cascade-golden.py

The network is a formula, so that no weights are needed: epsilon-like x·t/(t+1) and, where variance is learned, x/2.
Recorded with the versions that the files name.
"""

import hashlib
import json
import os

import diffusers
import numpy as np
import torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "cascade")
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


def numbers(tensor):
    return [float(str(np.float32(v))) for v in tensor.flatten().tolist()]


def ramp(images=2, channels=3, side=8):
    """Values in [-1, 1) that differ between images, channels and pixels; exact in float32."""
    count = images * channels * side * side
    return ((torch.arange(count) * 389 % 512).float() / 256 - 1).reshape(images, channels, side, side)


def double(x, t):
    return x * (t / (t + 1))


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


def deepfloyd(stage, steps, scale, ratio, cap, level=None):
    """DeepFloyd IF as its diffusers pipelines run it: [uncond, cond] in one batch, variance from cond."""
    config = IF | {"dynamic_thresholding_ratio": ratio, "sample_max_value": cap}
    scheduler = diffusers.DDPMScheduler.from_config(config)
    scheduler.set_timesteps(steps)
    generators = [torch.Generator().manual_seed(seed) for seed in (11, 12)]
    shape = (2, 3, 16, 16)
    x = diffusers.utils.torch_utils.randn_tensor(shape, generator=generators, dtype=torch.float32)
    low, noised = ramp(side=16), None
    if level is not None:
        noise = diffusers.utils.torch_utils.randn_tensor(shape, generator=generators, dtype=torch.float32)
        noised = scheduler.add_noise(low, noise, timesteps=torch.tensor([level] * 2))
    sums, gaps = [], []
    for t in scheduler.timesteps:
        uncond = double(x, t)
        cond = uncond * 0.75 if noised is None else uncond * 0.75 + noised / 8
        gap = (cond - uncond).flatten(1).double().norm(dim=1).tolist()
        guided = uncond + scale * (cond - uncond)
        output = torch.cat([guided, cond / 2], dim=1)
        x = scheduler.step(output, t, x, generator=generators).prev_sample
        sums.append(float(x.double().abs().sum()))
        gaps.append(gap)
    return {
        "stage": stage,
        "scheduler": config,
        "steps": steps,
        "scale": scale,
        "seeds": [11, 12],
        "level": level,
        "noised": None if noised is None else numbers(noised),
        "gaps": gaps,
        "sums": sums,
        "last": numbers(x),
    }


def randn():
    """Draws in sequence from one generator: [seed, sizes, values]."""
    rows = []
    for seed, sizes in ((0, [32]), (42, [1, 5, 15, 16, 3]), (7, [17, 100, 31]), (2**32 + 5, [4, 48])):
        generator = torch.Generator().manual_seed(seed)
        rows.append({"seed": seed, "draws": [numbers(torch.randn(n, generator=generator)) for n in sizes]})
    return rows


def philox():
    """Philox4x32-10 and Box and Muller's transform in whole numbers and 40 digits, rounded once to float32."""
    import mpmath

    mpmath.mp.dps = 40

    def block(counter, key):
        for _ in range(10):
            a, c = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
            counter = (c >> 32) ^ counter[1] ^ key[0], c & 0xFFFFFFFF, (a >> 32) ^ counter[3] ^ key[1], a & 0xFFFFFFFF
            key = (key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF
        return counter

    values = []
    seed, stage, image = 2**33 + 7, 1, 3
    for i in range(1024):
        words = block((i, 0, image, stage), (seed & 0xFFFFFFFF, seed >> 32))
        for w1, w2 in (words[:2], words[2:]):
            radius = mpmath.sqrt(-2 * mpmath.log((mpmath.mpf(w1) + 1) / 2**32))
            angle = 2 * mpmath.pi * w2 / 2**32
            values += [radius * mpmath.cos(angle), radius * mpmath.sin(angle)]
    bits = np.array([float(v) for v in values], dtype="<f4")
    return {
        "seed": seed,
        "stage": stage,
        "image": image,
        "count": len(values),
        "first": numbers(torch.from_numpy(bits[:8].astype(np.float32))),
        "sha256": hashlib.sha256(bits.tobytes()).hexdigest(),
    }


def quantiles():
    values = torch.randn(1000, generator=torch.Generator().manual_seed(3)) * 2
    thresholds = []
    for ratio, cap in ((0.95, 1.5), (0.995, 10.0), (0.5, 1.5), (0.87, 0.5), (0.95, 1.0), (1.0, 100.0)):
        scheduler = diffusers.DDPMScheduler(dynamic_thresholding_ratio=ratio, sample_max_value=cap)
        result = scheduler._threshold_sample(values.reshape(4, 1, 10, 25))
        thresholds.append({"percentile": ratio, "cap": cap, "result": numbers(result)})
    shares = [0.0, 0.1, 0.25, 0.5, 0.87, 0.95, 0.995, 0.9999, 1.0]
    return {
        "values": numbers(values),
        "shares": shares,
        "quantiles": [float(torch.quantile(values.abs(), share)) for share in shares],
        "thresholds": thresholds,
    }


def rescaled():
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg

    cond, uncond = ramp() * 0.9, ramp().flip(3)
    guided = uncond + 7.5 * (cond - uncond)
    return {"scale": 7.5, "rescale": 0.7, "result": numbers(rescale_noise_cfg(guided, cond, 0.7))}


def spacings():
    """SHA-256 of the timesteps of every number of steps from 1 to 1000, as JSON; without the -1 that trailing has at 61 and 12 others."""
    digests = {}
    for spacing in ("leading", "linspace", "trailing"):
        scheduler = diffusers.DDPMScheduler(timestep_spacing=spacing)
        every = []
        for steps in range(1, 1001):
            scheduler.set_timesteps(steps)
            every.append([t for t in scheduler.timesteps.tolist() if t >= 0])
        digests[spacing] = hashlib.sha256(json.dumps(every, separators=(",", ":")).encode()).hexdigest()
    return digests


def schedules():
    rows = []
    for kind in ("linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"):
        for zero in (False, True):
            scheduler = diffusers.DDPMScheduler(beta_schedule=kind, rescale_betas_zero_snr=zero)
            at = [0, 1, 250, 500, 998, 999]
            rows.append(
                {
                    "kind": kind,
                    "zero": zero,
                    "at": at,
                    "betas": numbers(scheduler.betas[at]),
                    "bars": numbers(scheduler.alphas_cumprod[at]),
                }
            )
    return rows


def write(name, value):
    made = {"madeBy": "test/models/make-cascade-golden.py", "diffusers": diffusers.__version__, "torch": torch.__version__}
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(made | value, file, separators=(",", ":"))
        file.write("\n")


def main():
    os.makedirs(HERE, exist_ok=True)
    write("loops.json", {"loops": loops()})
    write(
        "deepfloyd.json",
        {
            "stages": [
                deepfloyd("base", 100, 7.0, 0.95, 1.5),
                deepfloyd("super", 50, 4.0, 0.95, 1.0, level=250),
            ]
        },
    )
    write(
        "parts.json",
        {
            "randn": randn(),
            "philox": philox(),
            "quantile": quantiles(),
            "rescaled": rescaled(),
            "spacings": spacings(),
            "schedules": schedules(),
        },
    )


main()
