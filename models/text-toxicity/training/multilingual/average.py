"""The mean of runs, weight by weight (Wortsman et al. 2022, "Model soups"): it keeps what each learnt, and loses less of the rest.

    python average.py --out soup6 stage4=.4 stage6=.6
"""

import argparse
import json

import torch

from e5 import WORK


def mean(parts):
    """Of weights with their shares: sums of numbers, the first run's value of all that is no number."""
    first = parts[0][1]
    if isinstance(first, dict):
        return {name: mean([(share, value[name]) for share, value in parts]) for name in first}
    if not first.is_floating_point():
        return first
    return sum(share * value.float() for share, value in parts).to(first.dtype)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--out", required=True)
    args.add_argument("runs", nargs="+", help="RUN=SHARE; the shares add up to 1")
    args = args.parse_args()
    shares = {name: float(share) for name, share in (run.split("=") for run in args.runs)}
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise SystemExit(f"Cannot average: wanted shares that add up to 1, got {sum(shares.values()):g}")
    folder = WORK / args.out
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(mean([(share, torch.load(WORK / name / "model.pt", weights_only=True)) for name, share in shares.items()]), folder / "model.pt")
    (folder / "train.json").write_text(json.dumps({"mean of": shares}, indent=1))


if __name__ == "__main__":
    main()
