"""Does the super-resolution stage beat a plain enlargement? On held-out pictures of the pack, once.

    python measure_super.py --pack PACK --run RUN --scorer CLIP.onnx [--level 100] [--steps 12] [--count 128]

Small pictures are reduced from the real ones and enlarged three ways. PSNR (dB, higher is nearer) rewards blur; the
feature distance, 1 − cosine of the picture tower of models/icon-clip at 64 × 64 crops, and the ratio of high-frequency
energy (Laplacian, 1 is that of the real picture) show sharpness.
"""

import argparse
import json

import numpy as np
import onnxruntime as ort
import torch
import torch.nn.functional as F
from PIL import Image

from export import load
from grid import enlarge
from pack import Pack


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


def interval(values, rng):
    """Mean and bootstrap 95 % interval."""
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(1000)]
    return [round(float(v), 4) for v in (values.mean(), np.percentile(means, 2.5), np.percentile(means, 97.5))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--scorer", required=True)
    parser.add_argument("--level", type=int, default=100)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--count", type=int, default=128)
    parser.add_argument("--out")
    args = parser.parse_args()
    network, stage, _ = load(args.run)
    pack = Pack(args.pack)
    pairs = pack.held_out[: args.count]
    low, real = pack.pictures(pairs, stage["low"]), pack.pictures(pairs, stage["size"])
    made = []
    for start in range(0, len(pairs), 16):
        part = pairs[start : start + 16]
        text, mask = pack.words([pack.first[i] for i in part])
        made.append(enlarge(network, low[start : start + 16], stage["size"], text, mask, args.steps, seed=start, level=args.level))
    ways = {"super-resolution": torch.cat(made), "lanczos": resized(low, stage["size"], Image.LANCZOS),
            "bicubic": resized(low, stage["size"], Image.BICUBIC)}
    session, rng = ort.InferenceSession(args.scorer, providers=["CPUExecutionProvider"]), np.random.default_rng(0)
    wanted, sharp = features(session, real), detail(real)
    report = {"pictures": len(pairs), "level": args.level, "steps": args.steps, "unit": "mean, 95 % interval"}
    for name, images in ways.items():
        report[name] = {"psnr": interval(psnr(images, real), rng),
                        "feature_distance": interval(1 - (features(session, images) * wanted).sum(-1).mean(-1), rng),
                        "detail": interval(detail(images) / sharp, rng)}
    print(json.dumps(report, indent=2))
    if args.out:
        with open(args.out, "w") as file:
            file.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
