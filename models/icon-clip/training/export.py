"""Exports the scorer to ONNX, checks it against PyTorch, and writes model.json and golden.json beside the card.

    python export.py --run RUN [--out FOLDER]
"""

import argparse
import json
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import nn

from train import SIZE, WIDTH, Scorer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "illustrator/training"))
from export import entry, half_weights  # noqa: E402
from lineage import rehearsed  # noqa: E402
from network import TEXT  # noqa: E402
from text import TextEncoder  # noqa: E402

CAPTIONS = ["a red apple", "a glossy 3D illustration of a blue car", "a smiling yellow face"]


class OneText(nn.Module):
    """One text's token vectors [1, T, 384], nothing padded → [1, 128]."""

    def __init__(self, words):
        super().__init__()
        self.words = words

    def forward(self, last_hidden_state):
        weight = torch.ones_like(last_hidden_state[:, :1, 0]) / last_hidden_state.shape[1]
        mean = torch.matmul(weight[:, None] * torch.ones_like(last_hidden_state[:, :, 0])[:, None], last_hidden_state)[:, 0]
        return self.words.project(mean)


def export(network, example, name, output, target, axes):
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(network, (example,), str(plain), input_names=[name], output_names=[output], opset_version=17,
                          dynamo=False, do_constant_folding=True, dynamic_axes={name: axes, output: {0: "batch"}})
        half_weights(plain, target)
        expected = network(example).numpy()
    made = ort.InferenceSession(str(target), providers=["CPUExecutionProvider"]).run(None, {name: example.numpy()})[0]
    print(output, "differs by", float(np.abs(made - expected).max()))
    return expected


def ramp():
    """A picture that any language can make again, as the network reads it: byte of channel c at (x, y) = (3x + 5y + 40c) mod 256."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(SIZE), np.arange(SIZE), indexing="ij")
    return torch.from_numpy(((3 * x + 5 * y + 40 * c) % 256 / 255 * 2 - 1).astype(np.float32))[None]


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    args = parser.parse_args()
    report = json.loads((args.run / "report.json").read_text())
    if rehearsed(report["lineage"]) and args.out == parser.get_default("out"):
        sys.exit("Cannot export: this scorer was trained on a pack made with --rehearsal, without a green card")
    args.out.mkdir(parents=True, exist_ok=True)
    scorer = Scorer().eval().requires_grad_(False)
    scorer.load_state_dict(torch.load(args.run / "scorer.pt", weights_only=True))
    for tensor in scorer.parameters():
        if tensor.numel() >= 256:
            tensor.copy_(tensor.half().float())
    seen = unit(export(scorer.picture, ramp(), "pixel_values", "image_embeds", args.out / "vision.onnx", {0: "batch"}))
    encoder = TextEncoder()
    vectors = [torch.from_numpy(row.astype(np.float32))[None] for row in encoder.encode(CAPTIONS)]
    export(OneText(scorer.words).eval(), vectors[0], "last_hidden_state", "text_embeds", args.out / "text.onnx", {0: "batch", 1: "tokens"})
    read = [unit(OneText(scorer.words).eval()(rows).numpy())[0] for rows in vectors]
    golden = {"picture": [round(float(v), 5) for v in seen[0]],
              "captions": [{"caption": c, "vector": [round(float(v), 5) for v in row]} for c, row in zip(CAPTIONS, read)]}
    (args.out / "golden.json").write_text(json.dumps(golden) + "\n")
    (args.out / "training/report.json" if (args.out / "training").exists() else args.out / "report.json").write_text(
        json.dumps(report, indent=2) + "\n")
    manifest = {
        "id": "icon-clip", "kind": "clip", "title": "Illustrations and captions in one space, small", "license": "Apache-2.0",
        "source": "trained by models/icon-clip/training on the curated illustrations; text by minilm-l6-v2",
        "files": [entry(args.out, "vision.onnx"), entry(args.out, "text.onnx")], "vision": "vision.onnx", "text": "text.onnx",
        "textEncoder": "minilm-l6-v2",
        "input": {"size": SIZE, "resize": "squash", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}, "maxTokens": 32, "tolerance": 0.02,
    }
    (args.out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    assert seen.shape[1] == WIDTH and vectors[0].shape[2] == TEXT


if __name__ == "__main__":
    main()
