"""Prints, for each file named, every frame as Pillow shows it: width, height and its RGB bytes on white in base64."""

import base64
import json
import sys

from PIL import Image, ImageSequence


def frames(path):
    with Image.open(path) as image:
        shown = []
        for frame in ImageSequence.Iterator(image):
            rgba = frame.convert("RGBA")
            on_white = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
            shown.append([*on_white.size, base64.b64encode(on_white.tobytes()).decode()])
        return shown


print(json.dumps({path: frames(path) for path in sys.argv[1:]}))
