"""Trains a small image–text scorer on a pack: InfoNCE between pictures and the frozen encoder's sentence vectors.

    python train.py --pack PACK --run RUN --minutes 10 [--threads 1]

Radford et al. 2103.00020: unit vectors of both sides, a learned temperature, cross-entropy both ways. Pictures of one
concept in one batch count as right for each other. It sees real pictures only, never those of a cascade.
"""

import argparse
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "illustrator/training"))
from lineage import admit, origin_of  # noqa: E402
from network import TEXT, pooled  # noqa: E402
from pack import Pack  # noqa: E402

SIZE, WIDTH = 64, 128  # side of the pictures, length of the common vectors


class Picture(nn.Module):
    """[B, 3, 64, 64] in [−1, 1] → [B, 128]."""

    def __init__(self, widths=(32, 64, 128, 192)):
        super().__init__()
        layers, inside = [nn.PixelUnshuffle(2)], 12
        for i, width in enumerate(widths):
            layers += [nn.Conv2d(inside, width, 3, stride=1 if i == 0 else 2, padding=1), nn.GroupNorm(8, width), nn.SiLU(),
                       nn.Conv2d(width, width, 3, padding=1), nn.GroupNorm(8, width), nn.SiLU()]
            inside = width
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(4 * inside, WIDTH)

    def forward(self, pixels):
        return self.head(F.avg_pool2d(self.body(pixels), 2).flatten(1))  # 2 × 2 places keep what is above and what below


class Words(nn.Module):
    """Token vectors [B, T, 384] and mask → [B, 128]: their mean, projected."""

    def __init__(self):
        super().__init__()
        self.project = nn.Sequential(nn.LayerNorm(TEXT), nn.Linear(TEXT, 256), nn.SiLU(), nn.Dropout(0.2), nn.Linear(256, WIDTH))

    def forward(self, text, mask):
        return self.project(pooled(text, mask))


class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.picture, self.words = Picture(), Words()
        self.scale = nn.Parameter(torch.tensor(math.log(10.0)))


def augmented(images, rng):
    """Shifted by up to 6 of 64 pixels, resized by up to 20 %, brightness and contrast changed a little, blurred sometimes."""
    side, batch = images.shape[-1], len(images)
    zoom = torch.from_numpy(rng.uniform(0.85, 1.25, (batch, 1, 1)).astype(np.float32))
    move = torch.from_numpy(rng.uniform(-0.2, 0.2, (batch, 2, 1)).astype(np.float32))
    grid = F.affine_grid(torch.cat([torch.eye(2)[None] * zoom, move], dim=2), images.shape, align_corners=False)
    moved = F.grid_sample(images - 1, grid, align_corners=False) + 1  # white comes in
    gain = torch.from_numpy(rng.uniform(0.85, 1.1, (batch, 1, 1, 1)).astype(np.float32))
    moved = (moved - 1) * gain + 1
    small = int(rng.choice([20, 32, 48, side]))
    return moved if small == side else F.interpolate(F.interpolate(moved, small, mode="area"), side, mode="bilinear")


def loss_of(scorer, pack, pairs, images, rng):
    text, mask = pack.draw(pairs, rng, 0.0)
    seen, read = F.normalize(scorer.picture(images).float(), dim=1), F.normalize(scorer.words(text, mask).float(), dim=1)
    scores = seen @ read.T * scorer.scale.clamp(max=math.log(50)).exp()
    concept = np.array([pack.pairs[i]["concept"] for i in pairs])
    same = torch.from_numpy((concept[:, None] == concept[None]).astype(np.float32))
    wanted = same / same.sum(1, keepdim=True)
    return -((wanted * scores.log_softmax(1)).sum(1).mean() + (wanted * scores.T.log_softmax(1)).sum(1).mean()) / 2


@torch.no_grad()
def retrieval(scorer, pack, pairs, images, seed=5, among=100):
    """Share of pictures whose own caption scores highest among 100 of other concepts, and the reverse, with the count."""
    scorer.eval()
    rng = np.random.default_rng(seed)
    one = {pack.pairs[i]["concept"]: i for i in rng.permutation(pairs)}  # a picture per concept
    chosen = np.array(sorted(one.values()))
    text, mask = pack.words([pack.first[i] for i in chosen])
    place = {pair: k for k, pair in enumerate(pairs)}
    seen = F.normalize(scorer.picture(images[[place[i] for i in chosen]]), dim=1)
    scores = (seen @ F.normalize(scorer.words(text, mask), dim=1).T).numpy()
    hits = {"picture to caption": 0.0, "caption to picture": 0.0}
    count = len(chosen)
    for _ in range(50):
        for k in range(count):
            others = rng.choice(np.delete(np.arange(count), k), min(among, count) - 1, replace=False)
            hits["picture to caption"] += scores[k, k] > scores[k, others].max()
            hits["caption to picture"] += scores[k, k] > scores[others, k].max()
    scorer.train()
    return {"concepts": count, "among": min(among, count)} | {name: round(n / 50 / count, 4) for name, n in hits.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rehearsal", action="store_true", help="train without a green card, to try things")
    parser.add_argument("--batch", type=int, default=128)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(3)
    pack, rng, scorer = Pack(args.pack), np.random.default_rng(3), Scorer()
    admit(origin_of(pack), None, args.rehearsal)
    args.run.mkdir(parents=True, exist_ok=True)
    # Whole concepts: a combination's concept is trained on in other styles.
    unseen = np.array([i for i in pack.held_out if pack.pairs[i]["split"] != "combination"])
    large = max(pack.images)
    images = {name: F.interpolate(pack.pictures(pairs, large), SIZE, mode="area")
              for name, pairs in (("train", pack.train), ("held_out", unseen))}
    optimiser = torch.optim.AdamW(scorer.parameters(), lr=1e-3, weight_decay=0.1)
    begun, seen, step = time.time(), time.time(), 0
    while (progress := (time.time() - begun) / 60 / args.minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * min(1, (step + 1) / 100) * (0.02 + 0.98 * (1 + math.cos(math.pi * progress)) / 2)
        rows = rng.choice(len(pack.train), min(args.batch, len(pack.train)), replace=False)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of(scorer, pack, pack.train[rows], augmented(images["train"][rows], rng), rng)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        if time.time() - seen > 60:
            seen = time.time()
            print(json.dumps({"step": step, "progress": round(progress, 3), "loss": round(loss.item(), 4),
                              "held_out": retrieval(scorer, pack, unseen, images["held_out"])}), flush=True)
    report = {"steps": step, "held_out": retrieval(scorer, pack, unseen, images["held_out"]),
              "train": retrieval(scorer, pack, pack.train[::4], images["train"][::4]), "lineage": pack.lineage}
    torch.save(scorer.state_dict(), args.run / "scorer.pt.part")
    os.replace(args.run / "scorer.pt.part", args.run / "scorer.pt")
    (args.run / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
