"""Does the super-resolution stage beat a plain enlargement, and with how many steps at which noise level?

    python measure_super.py --pack PACK --run RUN --scorer CLIP.onnx --split validation --steps 1 2 4 12 --levels 0 50
    python measure_super.py --pack PACK --run RUN --scorer CLIP.onnx --split test --steps 2 --levels 0 --out super.json

Steps and level are chosen on the validation pictures; the test pictures are for the answer. Small pictures are reduced
from the real ones and enlarged three ways. PSNR (dB, higher is nearer) rewards blur; the feature distance, 1 − cosine of the picture tower of models/icon-clip at 64 × 64 crops, and the ratio of high-frequency
energy (Laplacian, 1 is that of the real picture) show sharpness.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
import torch.nn.functional as F
from PIL import Image

from grid import enlarge
from pack import Pack
from state import load


def resized(low, size, filter_):
    """Pillow's resize of [N, 3, s, s] in [−1, 1], by way of 8 bits as a user would."""
    pixels = ((low.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    large = [np.asarray(Image.fromarray(image).resize((size, size), filter_)) for image in pixels]
    return torch.from_numpy(np.stack(large)).permute(0, 3, 1, 2).float() / 127.5 - 1


def psnr(made, real):
    error = (made.clamp(-1, 1) - real).square().mean(dim=(1, 2, 3)) / 4
    return (-10 * error.clamp(min=1e-10).log10()).numpy()


def detail(images):
    """Mean absolute Laplacian per picture."""
    kernel = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]).expand(3, 1, 3, 3)
    return F.conv2d(images, kernel, groups=3).abs().mean(dim=(1, 2, 3)).numpy()


def features(session, images):
    """Vectors of length 1 of the four 64 × 64 quarters (and, larger, of crops at stride 64)."""
    crops = images.unfold(2, 64, 64).unfold(3, 64, 64).permute(0, 2, 3, 1, 4, 5).reshape(-1, 3, 64, 64).contiguous().numpy()
    rows = session.run(None, {"pixel_values": crops})[0].reshape(len(images), -1, 128)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


class Concepts:
    """Bootstrap over concepts: pictures of one, in up to five styles, are no independent ones."""

    def __init__(self, names, times=1000):
        self.place = np.unique(names, return_inverse=True)[1]
        self.number = int(self.place.max()) + 1
        drawn = np.random.default_rng(0).multinomial(self.number, np.full(self.number, 1 / self.number), size=times)
        self.counts = drawn[:, self.place]  # [times, pictures]: how often each is drawn

    def interval(self, values):
        """Mean over pictures and its 95 % percentile interval."""
        means = self.counts @ values / self.counts.sum(1)
        return [round(float(v), 4) for v in (values.mean(), *np.percentile(means, [2.5, 97.5]))]


def enlarged(network, stage, pack, pairs, steps, level):
    """[N, 3, size, size] by DDIM in so many steps, in parts of 16."""
    made = []
    for start in range(0, len(pairs), 16):
        part = pairs[start : start + 16]
        text, mask = pack.words([pack.first[i] for i in part])
        low = pack.pictures(part, stage["low"])
        made.append(enlarge(network, low, stage["size"], text, mask, steps, seed=start, level=level))
    return torch.cat(made)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--scorer", required=True)
    parser.add_argument("--split", choices=["validation", "test"], required=True, help="test: whole concepts and combinations")
    parser.add_argument("--steps", type=int, nargs="+", default=[2])
    parser.add_argument("--levels", type=int, nargs="+", default=[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    network, stage, trained = load(args.run)
    pack = Pack(args.pack)
    pairs = pack.of("validation") if args.split == "validation" else np.setdiff1d(pack.held_out, pack.of("validation"))
    low, real = pack.pictures(pairs, stage["low"]), pack.pictures(pairs, stage["size"])
    session = ort.InferenceSession(args.scorer, providers=["CPUExecutionProvider"])
    concepts = Concepts([pack.pairs[i]["concept"] for i in pairs])
    wanted, sharp = features(session, real), detail(real)

    def measures(images):
        return {"psnr": concepts.interval(psnr(images, real)),
                "feature_distance": concepts.interval(1 - (features(session, images) * wanted).sum(-1).mean(-1)),
                "detail": concepts.interval(detail(images) / sharp)}

    report = {"split": args.split, "pictures": len(pairs), "concepts": concepts.number, "unit": "mean, 95 % interval by bootstrap over concepts",
              "trained_steps": trained["step"], "ways": []}
    for steps in args.steps:
        for level in args.levels:
            report["ways"].append({"way": "super-resolution", "steps": steps, "level": level}
                                  | measures(enlarged(network, stage, pack, pairs, steps, level)))
            print(json.dumps(report["ways"][-1]), flush=True)
    for name, filter_ in (("lanczos", Image.LANCZOS), ("bicubic", Image.BICUBIC)):
        report["ways"].append({"way": name} | measures(resized(low, stage["size"], filter_)))
        print(json.dumps(report["ways"][-1]), flush=True)
    if args.out:
        Path(args.out).write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
