"""Makes test/fixtures/cascade/*.json with diffusers and torch on the CPU, float32, as users run them.

    python test/support/make-cascade-golden.py

The network is a formula, so that no weights are needed: epsilon-like x·t/(t+1) and, where variance is learned, x/2.
Recorded with the versions that the files name; what is recorded stands in cascade_golden/.
"""

import json
import os

import diffusers
import torch

from cascade_golden.deepfloyd import deepfloyd
from cascade_golden.loops import loops
from cascade_golden.parts import philox, quantiles, randn, rescaled, schedules, spacings

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "cascade")


def write(name, value):
    made = {"madeBy": "test/support/make-cascade-golden.py", "diffusers": diffusers.__version__, "torch": torch.__version__}
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(made | value, file, separators=(",", ":"))
        file.write("\n")


def main():
    os.makedirs(HERE, exist_ok=True)
    write("loops.json", {"loops": loops()})
    write(
        "deepfloyd.json",
        {
            "stages": [
                deepfloyd("base", 100, 7.0, 0.95, 1.5),
                deepfloyd("super", 50, 4.0, 0.95, 1.0, level=250),
            ]
        },
    )
    write(
        "parts.json",
        {
            "randn": randn(),
            "philox": philox(),
            "quantile": quantiles(),
            "rescaled": rescaled(),
            "spacings": spacings(),
            "schedules": schedules(),
        },
    )


main()
