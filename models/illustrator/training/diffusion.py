"""The diffusion process that every network here is trained on, and a short sampler for looking at it.

x_t = α_t·x0 + σ_t·ε with α² = ᾱ_t of the cosine schedule (Nichol & Dhariwal 2102.09672, `squaredcos_cap_v2` of
diffusers), T = 1000. Networks predict v = α_t·ε − σ_t·x0 (Salimans & Ho 2202.00512).
"""

import math

import torch
import torch.nn.functional as F

STEPS = 1000


def alphas_cumprod():
    """ᾱ_t, t = 0…999: product of 1 − β_t, β_t = min(1 − f((t+1)/T)/f(t/T), 0.999), f(u) = cos²(π/2·(u + .008)/1.008)."""
    f = lambda u: math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2
    betas = [min(1 - f((t + 1) / STEPS) / f(t / STEPS), 0.999) for t in range(STEPS)]
    return torch.tensor(betas, dtype=torch.float64).neg().add(1).cumprod(0)


ALPHA_BAR = alphas_cumprod()
ALPHA, SIGMA = ALPHA_BAR.sqrt().float(), (1 - ALPHA_BAR).sqrt().float()


def at(table, t):
    return table.to(t.device)[t][:, None, None, None]


def noised(x0, t, noise):
    return at(ALPHA, t) * x0 + at(SIGMA, t) * noise


def velocity(x0, t, noise):
    return at(ALPHA, t) * noise - at(SIGMA, t) * x0


def weights(t, spread, gamma=5.0):
    """min-SNR-γ (Hang et al. 2303.09556) with a floor, as a weight of the loss on v: (σ/s)²·min(SNR + 1, γ).

    An error of v is an error of x0 divided by σ: so errors of x0, in units of the pictures' spread s, weigh 1 at high
    noise and γ at low. The published form vanishes at high noise, where a small network must learn what colour and
    shape the words mean. SNR = (α·s/σ)².
    """
    sigma = SIGMA.to(t.device)[t] / spread
    return sigma**2 * ((ALPHA.to(t.device)[t] / sigma) ** 2 + 1).clamp(max=gamma)


def stratified(count, generator=None, device="cpu"):
    """Timesteps spread evenly over 0…999, one per stratum: less variance than independent draws."""
    spread = (torch.arange(count) + torch.rand(count, generator=generator)) / count
    order = torch.randperm(count, generator=generator)
    return (spread[order] * STEPS).long().clamp(max=STEPS - 1).to(device)


def upsampled(low, size):
    """What a super-resolution stage is shown: bilinear, align_corners=True, as DeepFloyd IF's pipeline does."""
    return F.interpolate(low, size=(size, size), mode="bilinear", align_corners=True)


def thresholded(x0, percentile, cap):
    """Dynamic thresholding (Saharia et al. 2205.11487 §2.3): per image, clip at the percentile of |x0| and divide by it."""
    s = torch.quantile(x0.abs().flatten(1), percentile, dim=1).clamp(1, cap)[:, None, None, None]
    return x0.clamp(-s, s) / s


@torch.no_grad()
def sample(network, shape, steps, guidance, text, mask, empty, seed, condition=None, level=None, percentile=0.995, cap=2.0):
    """DDIM, η = 0, trailing spacing, with classifier-free guidance (w = 1 is off). Returns x0 in [−1, 1].

    `text`, `mask` [B, T, 384], [B, T]; `empty` the same of the empty caption; `condition` the noised low-res image.
    """
    device = text.device
    x = torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(device)
    times = [round(STEPS - i * STEPS / steps) - 1 for i in range(steps)]
    for i, t in enumerate(times):
        step = torch.full((len(x),), t, device=device, dtype=torch.long)
        call = lambda words, kept: network(x if condition is None else torch.cat([x, condition], 1), step, words, kept,
                                           *([] if level is None else [level])).float()
        v = call(text, mask)
        if guidance != 1:
            without = call(*empty)
            v = without + guidance * (v - without)
        x0 = thresholded(ALPHA[t] * x - SIGMA[t] * v, percentile, cap)
        if i + 1 == len(times):
            return x0
        noise = (x - ALPHA[t] * x0) / SIGMA[t]
        x = ALPHA[times[i + 1]] * x0 + SIGMA[times[i + 1]] * noise
    return x
