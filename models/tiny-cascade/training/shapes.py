"""The tiny cascade's data: circles, squares and triangles in eight colours on white, with captions. Writes a pack.

    python shapes.py --pack PACK     # then ../../illustrator/training/train.py --preset tiny
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "illustrator/training"))
from pack import write_pack  # noqa: E402

COLOURS = {"red": (220, 30, 30), "green": (30, 160, 50), "blue": (40, 70, 220), "yellow": (245, 215, 30),
           "orange": (245, 140, 20), "purple": (140, 50, 180), "black": (20, 20, 20), "pink": (245, 130, 180)}
SHAPES = ["circle", "square", "triangle"]
PHRASES = ["a {c} {s}", "{c} {s}", "one {c} {s} on white", "a {s} in {c}", "a {s} that is {c}", "the picture of a {c} {s}"]
HELD_OUT = {("red", "triangle"), ("blue", "square"), ("yellow", "circle"), ("purple", "triangle")}  # never trained on
LARGE, SMALL, FINE = 32, 16, 8  # sides, and how many times finer a shape is drawn


def draw(shape, colour, rng):
    """One shape somewhere on white, 256² → 32²; its radius is 9…13 of 32 pixels."""
    side = LARGE * FINE
    picture = Image.new("RGB", (side, side), "white")
    radius = rng.uniform(9, 13) * FINE
    x, y = (rng.uniform(radius + FINE, side - radius - FINE) for _ in range(2))
    tint = tuple(int(np.clip(v + rng.normal(0, 8), 0, 255)) for v in colour)
    pen = ImageDraw.Draw(picture)
    if shape == "circle":
        pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=tint)
    elif shape == "square":
        half = radius * 0.85
        pen.rectangle([x - half, y - half, x + half, y + half], fill=tint)
    else:
        pen.polygon([(x, y - radius), (x - radius, y + 0.85 * radius), (x + radius, y + 0.85 * radius)], fill=tint)
    return picture


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--each", type=int, default=150, help="pictures of each colour and shape")
    args = parser.parse_args()
    rng, pairs, large, small = np.random.default_rng(11), [], [], []
    for name, colour in COLOURS.items():
        for shape in SHAPES:
            for k in range(args.each):
                picture = draw(shape, colour, rng)
                large.append(np.array(picture.resize((LARGE, LARGE), Image.BOX)))
                small.append(np.array(picture.resize((SMALL, SMALL), Image.BOX)))
                pairs.append({"key": f"{name}-{shape}-{k}", "concept": f"{name} {shape}", "style": "flat",
                              "split": "test" if (name, shape) in HELD_OUT else "train",
                              "captions": [phrase.format(c=name, s=shape) for phrase in PHRASES]})
    images = {LARGE: np.stack(large), SMALL: np.stack(small)}
    digest = hashlib.sha256(json.dumps(pairs).encode() + images[LARGE].tobytes() + images[SMALL].tobytes())
    write_pack(args.pack, pairs, images, {"dataset": "coloured-shapes", "fingerprint": digest.hexdigest()})
    print(f"{len(pairs)} pairs")


if __name__ == "__main__":
    main()
