"""
A classifier's network in whole numbers, for the first of two passes: QDQ, activations unsigned, weights signed and per
output channel, everything before the first convolution in floats.

    python models/convert/int8.py models/nsfw-mobilenet-v2/model.onnx int8.onnx FOLDER-OF-PICTURES [open-nsfw]

onnx 1.23.2, onnxruntime 1.32.0, pillow 13.0.0. Ranges are the least and the largest values over every tenth picture;
the weights that ship saw ../shared/data/pairs/openstax/images.
"""
import io
import os
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from PIL import Image

EXACT = ("Transpose", "Div", "Mul", "Sub", "Softmax")


def tensor(path, kind):
    """What `models/image-input.ts` makes of a picture."""
    picture = Image.open(path).convert("RGB")
    if kind == "open-nsfw":
        picture = picture.resize((256, 256), Image.Resampling.BILINEAR).crop((16, 16, 240, 240))
        file = io.BytesIO()
        picture.save(file, format="JPEG")
        picture = Image.open(file)
    else:
        picture = picture.resize((224, 224), Image.Resampling.BILINEAR)
    return np.asarray(picture, dtype=np.float32)[None]


class Pictures(CalibrationDataReader):
    """Every tenth picture of a folder, by name."""

    def __init__(self, folder, kind):
        paths = sorted(os.path.join(folder, name) for name in os.listdir(folder))[::10]
        self.feeds = iter([{"image": tensor(path, kind)} for path in paths])

    def get_next(self):
        return next(self.feeds, None)


def main(source, target, folder, kind="nsfwjs"):
    with tempfile.TemporaryDirectory() as scratch:
        # The kernels become plain floats first: the converter kept them as bytes and arithmetic.
        folded = os.path.join(scratch, "folded.onnx")
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = folded
        onnxruntime.InferenceSession(source, options)
        graph = onnx.load(folded)
        for node in graph.graph.node:
            node.name = node.output[0]
        onnx.save(graph, folded)
        quantize_static(
            folded,
            target,
            Pictures(folder, kind),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[node.name for node in graph.graph.node if node.op_type in EXACT],
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
