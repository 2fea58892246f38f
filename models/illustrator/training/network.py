"""The base network: a small ADM U-Net (Dhariwal & Nichol 2105.05233) with Imagen's text conditioning (2205.11487).

Text reaches it twice: mean-pooled, added to the time embedding; and token by token, as extra keys and values of the
self-attention at low resolutions. Everything is plain convolution, matrix product and GroupNorm, for ONNX's sake.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from diffusion import ALPHA, SIGMA

TEXT = 384  # width of all-MiniLM-L6-v2's token vectors


def time_features(timestep, width):
    """Sinusoids of a timestep in 0…999 (Vaswani et al. 1706.03762), [B] → [B, width]."""
    half = width // 2
    frequencies = torch.exp(torch.arange(half, device=timestep.device, dtype=torch.float32) * (-math.log(10000) / half))
    angles = timestep.float()[:, None] * frequencies[None]
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


def pooled(text, mask):
    """Mean of the token vectors that the mask keeps, [B, T, 384] → [B, 384]: all-MiniLM-L6-v2's sentence vector."""
    weight = mask.to(text.dtype)
    return torch.matmul((weight / weight.sum(1, keepdim=True))[:, None], text)[:, 0]


def zeroed(module):
    """Starts a residual branch as the identity."""
    nn.init.zeros_(module.weight)
    nn.init.zeros_(module.bias)
    return module


def norm(channels):
    return nn.GroupNorm(min(32, max(1, channels // 8)), channels)


class Embedding(nn.Module):
    """emb = MLP(time) + W·LN(mean text) (+ MLP(noise level)), the vector that every block is modulated by."""

    def __init__(self, width, levels=False):
        super().__init__()
        self.width = width // 4
        self.time = nn.Sequential(nn.Linear(self.width, width), nn.SiLU(), nn.Linear(width, width))
        self.text = nn.Sequential(nn.LayerNorm(TEXT), nn.Linear(TEXT, width), nn.SiLU(), nn.Linear(width, width))
        self.level = nn.Sequential(nn.Linear(self.width, width), nn.SiLU(), nn.Linear(width, width)) if levels else None

    def forward(self, timestep, text, mask, level=None):
        vector = self.time(time_features(timestep, self.width)) + self.text(pooled(text, mask))
        return vector if self.level is None else vector + self.level(time_features(level, self.width))


class Block(nn.Module):
    """Residual block with scale-shift GroupNorm: h = conv(silu(norm(h)·(1 + scale) + shift))."""

    def __init__(self, inside, out, embedding, dropout=0.0):
        super().__init__()
        self.first = nn.Sequential(norm(inside), nn.SiLU(), nn.Conv2d(inside, out, 3, padding=1))
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(embedding, 2 * out))
        self.norm = norm(out)
        self.last = nn.Sequential(nn.SiLU(), nn.Dropout(dropout), zeroed(nn.Conv2d(out, out, 3, padding=1)))
        self.skip = nn.Identity() if inside == out else nn.Conv2d(inside, out, 1)

    def forward(self, x, embedding):
        scale, shift = self.modulation(embedding)[:, :, None, None].chunk(2, dim=1)
        h = self.norm(self.first(x)) * (1 + scale) + shift
        return self.skip(x) + self.last(h)


class Attention(nn.Module):
    """softmax(Q·[K; K_text]ᵀ/√d)·[V; V_text]: pixels look at pixels and at the caption's tokens at once."""

    def __init__(self, channels, head=32):
        super().__init__()
        self.heads = channels // head
        self.norm = norm(channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.text = nn.Sequential(nn.LayerNorm(TEXT), nn.Linear(TEXT, 2 * channels))
        self.out = zeroed(nn.Conv2d(channels, channels, 1))

    def forward(self, x, text, bias):
        """`bias` [B, 1, 1, T]: 0 for a token, −1e4 for padding."""
        b, c, height, width = x.shape
        pixels, depth = height * width, c // self.heads
        q, k, v = self.qkv(self.norm(x)).reshape(b, 3, self.heads, depth, pixels).unbind(1)
        words = self.text(text).reshape(b, -1, 2, self.heads, depth)
        keys = torch.cat([k, words[:, :, 0].permute(0, 2, 3, 1)], dim=-1)  # [B, heads, depth, pixels + T]
        values = torch.cat([v, words[:, :, 1].permute(0, 2, 3, 1)], dim=-1)
        scores = torch.matmul(q.transpose(-1, -2), keys) * depth**-0.5
        scores = torch.cat([scores[..., :pixels], scores[..., pixels:] + bias.to(scores.dtype)], dim=-1)
        mixed = torch.matmul(scores.softmax(dim=-1), values.transpose(-1, -2))  # [B, heads, pixels, depth]
        return x + self.out(mixed.transpose(-1, -2).reshape(b, c, height, width))


class Layer(nn.Module):
    """A residual block, then attention where the level has it."""

    def __init__(self, inside, out, embedding, dropout, attend):
        super().__init__()
        self.block = Block(inside, out, embedding, dropout)
        self.attention = Attention(out) if attend else None

    def forward(self, x, embedding, text, bias):
        x = self.block(x, embedding)
        return x if self.attention is None else self.attention(x, text, bias)


class Unet(nn.Module):
    """x_t [B, 3, S, S], timestep [B], text [B, T, 384], mask [B, T] → v [B, 3, S, S].

    A super-resolution network (`super_level`) reads 6 channels, x_t and the noised enlargement, and `level` [B].
    `patch` p folds p × p pixels into channels first, so that the widest maps are S/p wide. `attention` lists the
    levels (0 = the widest) that attend. Skips are scaled by 1/√2 (Imagen), so that sums keep their variance.

    Preconditioned as in EDM (Karras et al. 2206.00364, table 1), written for v: what a linear guess gets right is
    added in closed form, so that the layers learn the rest. With x0 ≈ m ± s, as `expected` says:
    v = k·(x_t − α·m) − σ·m + c·F(x_t), k = ασ(1 − s²)/(α²s² + σ²), c = s/√(α²s² + σ²).
    """

    def __init__(self, channels=64, mult=(1, 2, 3), blocks=2, attention=(1, 2), patch=2, dropout=0.0, super_level=False,
                 mean=0.0, spread=1.0, residual=0.0):
        super().__init__()
        self.mean, self.spread, self.residual = mean, spread, residual
        self.register_buffer("alpha", ALPHA.clone(), persistent=False)
        self.register_buffer("sigma", SIGMA.clone(), persistent=False)
        widths = [channels * m for m in mult]
        embedding = 4 * channels
        picture = 3 * patch * patch
        self.patch = patch
        self.embedding = Embedding(embedding, levels=super_level)
        self.stem = nn.Conv2d(picture * (2 if super_level else 1), widths[0], 3, padding=1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        self.shrink, self.grow = nn.ModuleList(), nn.ModuleList()
        inside, skips = widths[0], []
        for level, width in enumerate(widths):
            layers = nn.ModuleList()
            for _ in range(blocks):
                layers.append(Layer(inside, width, embedding, dropout if level else 0.0, level in attention))
                inside = width
                skips.append(width)
            self.down.append(layers)
            self.shrink.append(nn.Conv2d(width, width, 3, stride=2, padding=1) if level + 1 < len(widths) else nn.Identity())
        self.middle = Layer(inside, inside, embedding, dropout, bool(attention))
        for level, width in reversed(list(enumerate(widths))):
            layers = nn.ModuleList()
            for _ in range(blocks):
                layers.append(Layer(inside + skips.pop(), width, embedding, dropout if level else 0.0, level in attention))
                inside = width
            self.up.append(layers)
            self.grow.append(nn.Conv2d(width, width, 3, padding=1) if level else nn.Identity())
        self.head = nn.Sequential(norm(inside), nn.SiLU(), zeroed(nn.Conv2d(inside, picture, 3, padding=1)))

    def expected(self, sample, level):
        """What is known of x0 without the layers: m and s, [B, 3, S, S] and [B, 1, 1, 1] (numbers for a base network).

        A base knows the mean and the deviation of all pictures. A super-resolution network knows the enlargement z,
        noised at `level`: its best linear guess is m = μ + α·s₀²/(α²s₀² + σ²)·(z − α·μ), which errs by
        s² = s₀²σ²/(α²s₀² + σ²) + r², r being what the enlargement lacks (`residual`).
        """
        if level is None:
            return self.mean, torch.full_like(sample[:, :1, :1, :1], self.spread)
        alpha, sigma = self.alpha[level][:, None, None, None], self.sigma[level][:, None, None, None]
        variance = alpha**2 * self.spread**2 + sigma**2
        middle = self.mean + alpha * self.spread**2 / variance * (sample[:, 3:] - alpha * self.mean)
        return middle, (self.spread**2 * sigma**2 / variance + self.residual**2).sqrt()

    def guess(self, sample, timestep, level):
        """The linear part of v, and the scale of what the layers add."""
        alpha, sigma = self.alpha[timestep][:, None, None, None], self.sigma[timestep][:, None, None, None]
        middle, spread = self.expected(sample, level)
        variance = alpha**2 * spread**2 + sigma**2
        gain = alpha * sigma * (1 - spread**2) / variance
        return gain * (sample[:, :3] - alpha * middle) - sigma * middle, spread / variance.sqrt()

    def forward(self, sample, timestep, text, mask, level=None):
        embedding = self.embedding(timestep, text, mask, level)
        bias = (mask.to(text.dtype) - 1)[:, None, None] * 1e4
        x, skips = self.stem(F.pixel_unshuffle(sample, self.patch)), []
        for layers, shrink in zip(self.down, self.shrink):
            for layer in layers:
                x = layer(x, embedding, text, bias)
                skips.append(x)
            x = shrink(x)
        x = self.middle(x, embedding, text, bias)
        for layers, grow in zip(self.up, self.grow):
            for layer in layers:
                x = layer(torch.cat([x, skips.pop() * 2**-0.5], dim=1), embedding, text, bias)
            if not isinstance(grow, nn.Identity):
                x = grow(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        linear, scale = self.guess(sample, timestep, level)
        return linear + scale * F.pixel_shuffle(self.head(x), self.patch).float()


def parameters(network):
    return sum(p.numel() for p in network.parameters())
