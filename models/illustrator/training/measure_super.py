"""Does the super-resolution stage beat a plain enlargement, and with how many steps at which noise level?

    python measure_super.py --pack PACK --run RUN --scorer CLIP.onnx --split validation --steps 1 2 4 12 --levels 0 50
    python measure_super.py --pack PACK --run RUN --scorer CLIP.onnx --split test --steps 2 --levels 0 --out super.json
    python measure_super.py --pack PACK --run RUN --scorer CLIP.onnx --split validation --levels 0 50 --base BASE [--count 100]

Steps and level are chosen on the validation pictures; the test pictures are for the answer. Small pictures are reduced
from the real ones and enlarged three ways. PSNR (dB, higher is nearer) rewards blur; the feature distance,
1 − cosine of the picture tower of models/icon-clip at 64 × 64 crops, and the ratio of high-frequency energy (Laplacian,
1 is that of the real picture) show sharpness.

With --base what the base makes of the split's captions is enlarged, as in generation. No picture is the true one then:
`kernel.py` compares the enlarged pictures with the captions' real ones as two sets.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
import torch.nn.functional as F
from PIL import Image

from diffusion import sample
from grid import enlarge
from kernel import against_real
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


def enlarged(network, stage, pack, pairs, low, steps, level):
    """[N, 3, size, size] by DDIM in so many steps, in parts of 16."""
    made = []
    for start in range(0, len(pairs), 16):
        text, mask = pack.words([pack.first[i] for i in pairs[start : start + 16]])
        made.append(enlarge(network, low[start : start + 16], stage["size"], text, mask, steps, seed=start, level=level))
    return torch.cat(made)


def drawn(run, pack, pairs):
    """What a base makes of the first caption of each pair, sampled as sample.py does; on 8 bits."""
    network, stage, _ = load(run)
    made = []
    for start in range(0, len(pairs), 16):
        part = pairs[start : start + 16]
        words, empty = pack.words([pack.first[i] for i in part]), pack.words([0] * len(part))
        made.append(sample(network, (len(part), 3, stage["size"], stage["size"]), 20, 2.5, *words, empty, start, percentile=1.0, cap=1.0))
    return ((torch.cat(made) + 1) * 127.5).round() / 127.5 - 1


def all_ways(network, stage, pack, pairs, low, args):
    """Each way of enlarging and what it makes of the small pictures."""
    for steps in args.steps:
        for level in args.levels:
            yield {"way": "super-resolution", "steps": steps, "level": level}, enlarged(network, stage, pack, pairs, low, steps, level)
    for name, filter_ in (("lanczos", Image.LANCZOS), ("bicubic", Image.BICUBIC)):
        yield {"way": name}, resized(low, stage["size"], filter_)


def against_true(session, real, concepts):
    """Measures of enlarged reductions, picture by picture."""
    wanted, sharp = features(session, real), detail(real)
    return lambda images: {
        "psnr": concepts.interval(psnr(images, real)),
        "feature_distance": concepts.interval(1 - (features(session, images) * wanted).sum(-1).mean(-1)),
        "detail": concepts.interval(detail(images) / sharp)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--scorer", required=True)
    parser.add_argument("--split", choices=["validation", "test"], required=True, help="test: whole concepts and combinations")
    parser.add_argument("--steps", type=int, nargs="+", default=[2])
    parser.add_argument("--levels", type=int, nargs="+", default=[0])
    parser.add_argument("--base", help="enlarge what this run makes of the captions, instead of reduced real pictures")
    parser.add_argument("--count", type=int, default=100, help="pictures made with --base, spread over the split")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    network, stage, trained = load(args.run)
    pack = Pack(args.pack)
    pairs = pack.of("validation") if args.split == "validation" else np.setdiff1d(pack.held_out, pack.of("validation"))
    if args.base:
        pairs = pairs[np.linspace(0, len(pairs) - 1, min(args.count, len(pairs))).astype(int)]
    low = drawn(args.base, pack, pairs) if args.base else pack.pictures(pairs, stage["low"])
    real = pack.pictures(pairs, stage["size"])
    session = ort.InferenceSession(args.scorer, providers=["CPUExecutionProvider"])
    concepts = Concepts([pack.pairs[i]["concept"] for i in pairs])
    measures = against_real(lambda images: features(session, images), real, concepts) if args.base else against_true(session, real, concepts)
    report = {"split": args.split, "pictures": len(pairs), "concepts": concepts.number, "unit": "mean, 95 % interval by bootstrap over concepts",
              "trained_steps": trained["step"], "ways": []}
    for way, images in all_ways(network, stage, pack, pairs, low, args):
        report["ways"].append(way | measures(images))
        print(json.dumps(report["ways"][-1]), flush=True)
    if args.out:
        Path(args.out).write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
