"""Parts of a loop alone: noise, quantiles, rescaled guidance, timesteps, schedules."""

import hashlib
import json

import diffusers
import numpy as np
import torch

from .shared import numbers, ramp


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
