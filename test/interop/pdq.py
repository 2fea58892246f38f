"""PDQ hashes of pictures by the reference, as JSON: [hash, quality] by file."""

import json
import sys

import numpy as np
import pdqhash
from PIL import Image


def pdq(path):
    bits, quality = pdqhash.compute(np.asarray(Image.open(path).convert("RGB")))
    digits = "".join("1" if bit else "0" for bit in bits)
    return [f"{int(digits, 2):064x}", quality]


print(json.dumps({path: pdq(path) for path in sys.argv[1:]}))
