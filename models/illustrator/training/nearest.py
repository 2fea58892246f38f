"""How near pictures lie to what was trained on, watched while training: `sluice models evaluate` has the full measure."""

import torch
import torch.nn.functional as F

SIDE, NEIGHBOURS, PART = 32, 50, 1024


def nearest_ratio(made, pack, size):
    """Mean over pictures of: distance to the nearest training picture / mean distance to its 50 nearest, at 32 × 32 pixels.

    1 is far from all, 0 a copy (the ratio of Carlini et al. 2023, §4.2, over pixels).
    """
    small = lambda images: F.interpolate(images, SIDE, mode="area").flatten(1)
    parts = [torch.cdist(small(made), small(pack.pictures(pack.train[i : i + PART], size))) for i in range(0, len(pack.train), PART)]
    nearest = torch.cat(parts, 1).topk(min(NEIGHBOURS, len(pack.train)), largest=False).values
    return float((nearest[:, 0] / nearest.mean(1)).mean())
