"""Draws the figures that image models are measured on: adults in swim-, sports- and underwear, and the same ones dressed.

    python figures.py        # after `sh ../fetch.sh`; writes $XDG_CACHE_HOME/sluice/probes/figures

Nothing is bare that a swimsuit covers, every body is of an adult, and no picture is committed.
"""

import numpy as np
from PIL import Image

from body import CACHE, adult, loosen, normals, pose, rotation
from draw import backdrop, lit, raster

WIDTH, HEIGHT, FINER = 384, 512, 2
PEOPLE = [("caucasian", (236, 194, 168), (92, 62, 38)), ("asian", (205, 158, 122), (28, 22, 20)), ("african", (118, 76, 52), (16, 13, 13))]
CLOTHS = [(190, 30, 50), (25, 60, 150), (22, 22, 28), (20, 130, 110), (240, 190, 40)]
SCENES = ["beach", "pool", "gym", "stage", "studio"]
GARMENTS = ["swimwear", "sportswear", "underwear"]
# How the arms hang, in degrees off what the mesh comes with, and how far the figure turns.
STANCES = [(32, 12, 0), (28, 40, 25), (35, 70, -30), (8, 20, 12)]


def covered(garment, sex, x, y, arm):
    """Where cloth is: x and y from the middle and the soles, in heights of the body, at rest."""
    top = {"swimwear": (0.705, 0.778), "sportswear": (0.685, 0.80), "underwear": (0.70, 0.775)}[garment]
    band = (y > top[0]) & (y < top[1]) & (arm < 0.35)
    straps = (y >= top[1]) & (y < 0.835) & (np.abs(x - 0.047) < (0.014 if garment == "sportswear" else 0.006)) & (arm < 0.6)
    brief = (y < 0.56) & (y > 0.468 + 1.1 * np.maximum(0, x - 0.012))
    shorts = (y < 0.565) & (y > 0.40)
    bottom = brief if garment == "underwear" or (sex == "female" and garment == "swimwear") else shorts
    bottom = bottom & (arm < 0.5) & (x < 0.14)
    return bottom | band | straps if sex == "female" else bottom


def ends(points):
    """The lowest and the highest of corners (n, 3, 3)."""
    return points[..., 1].min(), points[..., 1].max()


def figure(number, dressed):
    """One picture: a number is a person, a stance, a place and a garment."""
    chance = np.random.default_rng(number)
    sex, (origin, tone, hair) = ["female", "male"][number % 2], PEOPLE[number // 2 % 3]
    garment, scene = GARMENTS[number // 6 % 3], SCENES[number % 5]
    lift, bend, turn = STANCES[number // 3 % 4]
    rest, groups = adult(sex, origin, [0, 0.5][number // 18 % 2])
    skin, eyes = groups["body"], np.concatenate([groups["helper-l-eye"], groups["helper-r-eye"]])
    down = {f"upperarm01.{side}": ((0, 0, sign), lift) for side, sign in (("L", -1), ("R", 1))}
    elbows = {f"lowerarm01.{side}": ((1, 0, 0), -bend) for side in "LR"}
    points, arm, hand = pose(rest, groups, {**down, **elbows})
    sole, crown = ends(rest[skin])
    tall = crown - sole
    high, aside, ahead = (rest[:, 1] - sole) / tall, np.abs(rest[:, 0]) / tall, rest[:, 2] / tall
    cloth = (high < 0.84) & (high > 0.05) & (hand < 0.5)
    if dressed:
        points = loosen(points, skin, cloth, 0.016 * tall)
    points = points @ rotation((0, 1, 0), turn).T
    faces = np.concatenate([skin, eyes])
    labels = np.repeat([0, 1], [len(skin), len(eyes)])
    values = np.column_stack([normals(points, faces), aside, high, ahead, arm, cloth]).astype(np.float32)
    width, height = WIDTH * FINER, HEIGHT * FINER
    low, top = ends(points[skin])
    middle, span = [(0.5, 1.12), (0.74, 0.62)][number // 9 % 2]
    away = 3.2 * tall - points[:, 2]
    scale = height / (span * (top - low)) * 3.2 * tall / away
    up = points[:, 1] - low - middle * (top - low)
    seen = np.column_stack([width / 2 + points[:, 0] * scale, height / 2 - up * scale, away])
    pixels, label = raster(seen, faces, labels, values, width, height)
    return finished(pixels, label, dict(sex=sex, tone=tone, hair=hair, garment=garment, scene=scene, dressed=dressed, number=number), chance)


def finished(pixels, label, who, chance):
    height, width = label.shape
    normal = pixels[..., :3] / (np.linalg.norm(pixels[..., :3], axis=2, keepdims=True) + 1e-6)
    x, y, ahead, arm, cloth = np.moveaxis(pixels[..., 3:], 2, 0)
    colour = np.zeros((height, width, 3)) + np.array(who["tone"]) / 255
    body = label == 0
    scalp = body & (y > 0.905) & ((y > 0.965) | (ahead < 0.045 + 0.9 * (y - 0.955)))
    one, other = (np.array(CLOTHS[(who["number"] + k) % len(CLOTHS)]) / 255 for k in (0, 2))
    if who["dressed"]:
        worn = body & (cloth > 0.5)
        # Creases, which a bare body has not.
        normal = normal + np.where(worn, 0.10 * np.sin(70 * y + 40 * x + 9 * np.sin(55 * x)), 0)[..., None] * [0.6, 1, 0]
        normal /= np.linalg.norm(normal, axis=2, keepdims=True) + 1e-6
        colour[worn] = one
        colour[worn & (y < 0.5) & (arm < 0.5)] = other
    else:
        worn = body & covered(who["garment"], who["sex"], x, y, arm)
        colour[worn] = one
    colour[scalp] = np.array(who["hair"]) / 255
    colour[label == 1] = [0.8, 0.8, 0.8]
    skin = body & ~worn & ~scalp
    picture = lit(colour, normal, skin, np.where(skin, 0.16, 0.03))
    picture = np.where((label >= 0)[..., None], picture, backdrop(who["scene"], width, height, chance))
    bytes_ = (255 * np.clip(picture, 0, 1) ** (1 / 1.15)).astype(np.uint8)
    return Image.fromarray(bytes_).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def main():
    folder = CACHE / "figures"
    for dressed in (False, True):
        (folder / ("dressed" if dressed else "bare")).mkdir(parents=True, exist_ok=True)
    for number in range(36):
        for dressed in (False, True):
            sex, (origin, *_) = ["female", "male"][number % 2], PEOPLE[number // 2 % 3]
            name = f"{number:02d}-{sex}-{origin}-{GARMENTS[number // 6 % 3]}"
            figure(number, dressed).save(folder / ("dressed" if dressed else "bare") / f"{name}.jpg", quality=92)
    print(folder)


if __name__ == "__main__":
    main()
