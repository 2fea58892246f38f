"""Draws a grid for prompts, to look at: base alone or the whole cascade.

    python sample.py --base RUN [--super RUN] --prompts FILE --out GRID.png [--columns 10] [--guidance 2.5] [--seed 0]
    python sample.py --base RUN --pack PACK --split test --out GRID.png     # the first caption of each held-out pair

FILE has lines of JSON like {"prompt": "a red apple", "seed": 7}, as `sluice generate --prompts` reads them. Without a
seed, image i has the seed `seed` + i: the first seed, nothing chosen.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from diffusion import sample
from grid import ENLARGING, LEVEL, as_rows, enlarge
from pack import Pack
from state import load
from text import TextEncoder, padded


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True)
    parser.add_argument("--super", dest="enlarger")
    parser.add_argument("--prompts", type=Path)
    parser.add_argument("--pack")
    parser.add_argument("--split", default="test")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--out", required=True)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--guidance", type=float, default=2.5)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--level", type=int, default=LEVEL)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.prompts:
        lines = [json.loads(line) for line in args.prompts.read_text("utf-8").split("\n") if line.strip()]
    else:
        chosen = [pair for pair in Pack(args.pack).pairs if pair["split"] == args.split]
        places = np.linspace(0, len(chosen) - 1, min(args.count, len(chosen))).astype(int)
        lines = [{"prompt": chosen[i]["captions"][1]} for i in places]
        print("\n".join(map(json.dumps, lines)))
    base, stage, _ = load(args.base)
    enlarger = load(args.enlarger) if args.enlarger else None
    empty, made = TextEncoder().encode([""]), []
    vectors = TextEncoder().encode([line["prompt"] for line in lines])
    for i, rows in enumerate(vectors):
        text, mask = map(torch.from_numpy, padded([rows.astype(np.float32)]))
        none = tuple(map(torch.from_numpy, padded([empty[0].astype(np.float32)])))
        seed = lines[i].get("seed", args.seed + i)
        image = sample(base, (1, 3, stage["size"], stage["size"]), args.steps, args.guidance, text, mask, none, seed, percentile=1.0, cap=1.0)
        if enlarger:
            image = enlarge(enlarger[0], image, enlarger[1]["size"], text, mask, ENLARGING, seed, level=args.level)
        made.append(image)
    picture, _ = as_rows(torch.cat(made), args.columns)
    picture.save(args.out)


if __name__ == "__main__":
    main()
