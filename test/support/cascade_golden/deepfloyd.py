"""DeepFloyd IF's stages: guidance on six channels, noised low-resolution pictures, learned variance."""

import diffusers
import torch

from .loops import IF
from .shared import double, numbers, ramp


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
