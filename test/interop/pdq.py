"""PDQ hashes of pictures by the reference, as JSON: [hash, quality, hashes of the eight ways to lay it] by file."""

import json
import sys

import numpy as np
import pdqhash
from PIL import Image


def pdq(path):
    pixels = np.asarray(Image.open(path).convert("RGB"))
    bits, quality = pdqhash.compute(pixels)
    turned, _ = pdqhash.compute_dihedral(pixels)
    return [hexadecimal(bits), quality, [hexadecimal(one) for one in turned]]


def hexadecimal(bits):
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):064x}"


print(json.dumps({path: pdq(path) for path in sys.argv[1:]}))
