"""Sample grids: what the network makes of a fixed set of captions, one row trained on, one row held out, and so on."""

import os

import numpy as np
import torch
from PIL import Image

from diffusion import noised, sample, upsampled

LEVEL, ENLARGING = 0, 2  # noise level and steps that generation uses


def as_rows(images, columns):
    """[N, 3, S, S] in [−1, 1] as one picture of rows."""
    size = images.shape[-1]
    pixels = ((images.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    rows = [np.concatenate(list(pixels[i : i + columns]), axis=1) for i in range(0, len(pixels), columns)]
    return Image.fromarray(np.concatenate(rows, axis=0)), size


def enlarge(network, low, size, text, mask, steps, seed, guidance=1.0, level=LEVEL):
    """The super-resolution stage as the runtime runs it: low [B, 3, s, s] → [B, 3, size, size]."""
    guide = upsampled(low, size)
    levels = torch.full((len(low),), level, device=low.device, dtype=torch.long)
    guide = noised(guide, levels, torch.randn(guide.shape, generator=torch.Generator().manual_seed(seed + 1)).to(low.device))
    return sample(network, (len(low), 3, size, size), steps, guidance, text, mask, None, seed, guide, levels, 1.0, 1.0)


def save_grid(path, network, pack, stage, half, columns=8, steps=20):
    """Base: two rows of trained captions and two of watched ones. Super: small, enlarged, real, of watched pictures.

    @returns what was made for trained captions and for watched ones; nothing by super-resolution
    """
    spread = lambda pairs, count: pairs[np.linspace(0, len(pairs) - 1, count).astype(int)]
    network.eval()
    if stage.low:
        pairs = spread(pack.watched, columns)
        text, mask = pack.words([pack.first[i] for i in pairs])
        low = pack.pictures(pairs, stage.low)
        with half():
            made = enlarge(network, low, stage.size, text, mask, ENLARGING, seed=3)
        shown, parts = torch.cat([torch.nn.functional.interpolate(low, stage.size), made, pack.pictures(pairs, stage.size)]), {}
    else:
        pairs = np.concatenate([spread(pack.train, 2 * columns), spread(pack.watched, 2 * columns)])
        text, mask = pack.words([pack.first[i] for i in pairs])
        empty = pack.words([0] * len(pairs))
        with half():
            shown = sample(network, (len(pairs), 3, stage.size, stage.size), steps, stage.guidance, text, mask, empty, seed=3, percentile=1.0, cap=1.0)
        parts = {"trained": shown[: 2 * columns], "validation": shown[2 * columns :]}
    picture, size = as_rows(shown, columns)
    if size < 64:
        picture = picture.resize((picture.width * 2, picture.height * 2), Image.NEAREST)
    picture.save(f"{path}.part", format="PNG")
    os.replace(f"{path}.part", path)
    return parts
