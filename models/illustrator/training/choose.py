"""Chooses checkpoint and guidance on the validation concepts, which no test figure uses.

    python choose.py --pack PACK --runs RUN… --guidance 1.5 2.5 4 [--seeds 2]

One picture per validation pair and seed, judged by models/icon-clip: the share whose own caption scores highest among
all captions of the split (retrieval at 1), and the mean cosine; and without it: how often the silhouette overlaps more
with that of the own real picture than with another's (shape; 0.5 is chance), as `sluice models evaluate` says it. It
prints a line per choice, trained captions beside.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
import torch.nn.functional as F

from diffusion import sample
from pack import Pack
from state import load

SCORER = Path(__file__).resolve().parents[2] / "icon-clip"


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def silhouettes(images):
    """[N, 3, S, S] in [−1, 1] → bool [N, 256]: 16 × 16 cells of which at least half is no white ground."""
    inked = (((images + 1) * 127.5).amin(1, keepdim=True) < 244).float()
    return (F.adaptive_avg_pool2d(inked, 16) >= 0.5).flatten(1)


def nearer(made, real):
    """How often a picture's silhouette overlaps more with its own real one than with another's; ties count half."""
    a, b = silhouettes(made)[:, None], silhouettes(real)[None]
    overlap = (a & b).sum(2) / (a | b).sum(2).clamp(min=1)
    own = overlap.diagonal()[:, None]
    wins = (own > overlap).float() + 0.5 * (own == overlap).float()
    return float((wins.sum(1) - 0.5).mean() / (len(real) - 1))


class Judge:
    """Scores [pictures, captions] of a set of pairs."""

    def __init__(self, pack, pairs):
        words = ort.InferenceSession(str(SCORER / "text.onnx"), providers=["CPUExecutionProvider"])
        self.seeing = ort.InferenceSession(str(SCORER / "vision.onnx"), providers=["CPUExecutionProvider"])
        rows = [pack.rows(pack.first[i]).astype(np.float32)[None] for i in pairs]
        self.real = pack.pictures(pairs, min(pack.images))
        self.captions = unit(np.concatenate([words.run(None, {"last_hidden_state": row})[0] for row in rows]))

    def __call__(self, images):
        large = F.interpolate(images, 64, mode="bicubic").clamp(-1, 1).contiguous().numpy()
        scores = unit(self.seeing.run(None, {"pixel_values": large})[0]) @ self.captions.T
        return {"retrieval": round(float((scores.argmax(1) == np.arange(len(scores))).mean()), 3),
                "cosine": round(float(np.diag(scores).mean()), 3), "shape": round(nearer(images, self.real), 3)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--runs", nargs="+", required=True)
    parser.add_argument("--guidance", nargs="+", type=float, required=True)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--style", default="fluent-3d", help="of the pictures that are asked for")
    args = parser.parse_args()
    torch.set_num_threads(1)
    pack = Pack(args.pack)
    of = lambda split: np.array([i for i, pair in enumerate(pack.pairs) if pair["split"] == split and pair["style"] == args.style])
    validation, trained = of("validation"), of("train")
    groups = {"validation": validation, "trained": trained[:: len(trained) // len(validation)][: len(validation)]}
    judges = {name: Judge(pack, pairs) for name, pairs in groups.items()}
    for name, pairs in groups.items():
        print(json.dumps({"real pictures": name, **judges[name](pack.pictures(pairs, min(pack.images)))}), flush=True)
    for run in args.runs:
        network, stage, trained = load(run)
        for guidance in args.guidance:
            line = {"run": run, "step": trained["step"], "guidance": guidance}
            for name, pairs in groups.items():
                text, mask = pack.words([pack.first[i] + 1 for i in pairs])
                empty = pack.words([0] * len(pairs))
                results = [judges[name](sample(network, (len(pairs), 3, stage["size"], stage["size"]), args.steps, guidance, text, mask, empty,
                                               seed, percentile=1.0, cap=1.0)) for seed in range(args.seeds)]
                line[name] = {key: round(float(np.mean([r[key] for r in results])), 3) for key in results[0]}
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
