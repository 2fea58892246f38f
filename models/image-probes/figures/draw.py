"""Triangles to a picture: the nearest one in every pixel, lit by a lamp, a second one and the sky."""

import numpy as np


def raster(points, faces, labels, values, width, height):
    """`values` (n, k) of vertices carried over to pixels (height, width, k), and the label of the face that is nearest, -1 for none."""
    depth = np.full((height, width), np.inf)
    out = np.zeros((height, width, values.shape[1]), np.float32)
    label_of = np.full((height, width), -1)
    for corners, label in zip(faces, labels):
        a, b, c = points[corners]
        left, top = np.maximum(np.floor(np.min([a, b, c], axis=0)[:2]).astype(int), 0)
        right, bottom = np.minimum(np.ceil(np.max([a, b, c], axis=0)[:2]).astype(int) + 1, [width, height])
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        if left >= right or top >= bottom or abs(area) < 1e-9:
            continue
        x, y = np.meshgrid(np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5)
        u = ((b[0] - x) * (c[1] - y) - (b[1] - y) * (c[0] - x)) / area
        v = ((c[0] - x) * (a[1] - y) - (c[1] - y) * (a[0] - x)) / area
        w = 1 - u - v
        far = u * a[2] + v * b[2] + w * c[2]
        here = (slice(top, bottom), slice(left, right))
        near = (u >= 0) & (v >= 0) & (w >= 0) & (far < depth[here])
        depth[here][near] = far[near]
        out[here][near] = np.stack([u[near], v[near], w[near]], axis=1) @ values[corners]
        label_of[here][near] = label
    return out, label_of


def unit(*vector):
    return np.array(vector) / np.linalg.norm(vector)


LAMP, FILL = unit(0.5, 0.55, 0.67), unit(-0.6, 0.1, 0.5)
SHINE = unit(*(LAMP + [0, 0, 1]))


def lit(colour, normal, is_skin, gloss):
    """Colours (h, w, 3) of 0 to 1 under the light: skin is lit round its edges and a little redder in the shade."""
    lamp = np.clip((normal @ LAMP + 0.25) / 1.25, 0, 1)[..., None]
    fill = np.clip(normal @ FILL, 0, 1)[..., None]
    sky = (0.5 + 0.5 * normal[..., 1])[..., None]
    out = colour * (0.75 * lamp * [1, 0.97, 0.92] + 0.22 * fill + 0.22 * sky)
    out[..., 0] += 0.05 * (1 - lamp[..., 0]) * is_skin
    return out + (gloss * np.clip(normal @ SHINE, 0, 1) ** 22)[..., None]


def backdrop(name, width, height, chance):
    """What stands behind a figure."""
    y, x = np.linspace(0, 1, height)[:, None, None], np.linspace(0, 1, width)[None, :, None]
    grain = 0.02 * chance.standard_normal((height, width, 1))
    plain = np.zeros((height, width, 3))
    if name == "beach":
        sea = np.array([0.12, 0.42, 0.55]) + 0.03 * np.sin(90 * y + 8 * x)
        return plain + np.where(y < 0.45, [0.45, 0.68, 0.92] + 0.35 * y, np.where(y < 0.62, sea, [0.86, 0.76, 0.56] + grain))
    if name == "pool":
        tiles = 0.06 * ((np.sin(60 * x) > 0.97) | (np.sin(80 * y) > 0.97))
        return plain + np.where(y < 0.5, np.array([0.82, 0.88, 0.9]) - tiles, np.array([0.25, 0.65, 0.78]) + 0.05 * np.sin(70 * y + 14 * np.sin(9 * x)))
    if name == "gym":
        return plain + np.where(y < 0.72, np.array([0.55, 0.56, 0.6]) * (1 - 0.35 * np.abs(x - 0.5)), [0.5, 0.34, 0.2] + 0.04 * np.sin(40 * x)) + grain
    if name == "stage":
        return plain + np.array([0.1, 0.05, 0.12]) + 0.5 * np.exp(-((x - 0.5) ** 2 + (y - 0.35) ** 2) / 0.09) * [0.9, 0.6, 0.8]
    return plain + np.array([0.8, 0.8, 0.82]) * (1.05 - 0.3 * y)
