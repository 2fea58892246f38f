"""How far enlarged pictures lie from real ones, as sets: where no picture is the true one of another.

Kernel distance (Bińkowski et al. 1801.01401: unbiased squared MMD, cubic polynomial kernel) of unit vectors a, b of
models/icon-clip's picture tower, k = (1 + a·b)³. It is 0 on average for two draws of one distribution, and may be negative.
"""

import numpy as np
import torch.nn.functional as F


def kernel(made, other):
    """Mean kernel over all pairs of views: [N, V, D], [M, V, D] unit vectors → [N, M]."""
    (n, views, width), (m, others, _) = made.shape, other.shape
    values = (1 + made.reshape(-1, width).astype(np.float64) @ other.reshape(-1, width).T) ** 3
    return values.reshape(n, views, m, others).mean(axis=(1, 3))


def differences(made, real):
    """[N, N]: k(x, x') + k(y, y') − k(x, y') − k(y, x'), whose mean over pairs of different captions is the squared MMD."""
    cross = kernel(made, real)
    return kernel(made, made) + kernel(real, real) - cross - cross.T


def distance(table, concepts):
    """Kernel distance and 95 % interval by bootstrap over concepts; no two pictures of one concept are compared."""
    apart = (concepts.place[:, None] != concepts.place[None]).astype(float)
    table = table * apart
    drawn = np.einsum("bi,ij,bj->b", concepts.counts, table, concepts.counts, optimize=True)
    compared = np.einsum("bi,ij,bj->b", concepts.counts, apart, concepts.counts, optimize=True)
    return [round(float(v), 4) for v in (table.sum() / apart.sum(), *np.percentile(drawn / compared, [2.5, 97.5]))]


def against_real(features, real, concepts):
    """Measures of sets of enlarged pictures: kernel distance of crops of 64 × 64 and of whole pictures reduced to that.

    Sets after the first are also compared with it, concept by concept: how much farther they lie.
    """
    views = lambda images: {"crops": features(images), "whole": features(F.interpolate(images, 64, mode="area"))}
    wanted, first = views(real), {}

    def measures(images):
        tables = {name: differences(rows, wanted[name]) for name, rows in views(images.clamp(-1, 1)).items()}
        farther = {f"farther_than_first_{name}": distance(table - first[name], concepts) for name, table in tables.items() if first}
        first.update({} if first else tables)
        return {f"kernel_distance_{name}": distance(table, concepts) for name, table in tables.items()} | farther

    return measures
