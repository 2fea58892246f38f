"""Trains one stage of a cascade on a pack; checkpoints, resumes, logs losses and sample grids; CPU or GPU.

    python train.py --pack PACK --run RUN --preset demo --stage base --minutes 60 [--threads 2]
    python train.py --pack PACK --run RUN --preset ship --stage base --piece 9     # again and again, until it says "done"
    python train.py --pack PACK --run RUN --preset demo --stage super --start ../super.onnx --rate 5e-4 --minutes 90

Learning rate: linear warm-up, then a cosine to 2 % over the preset's steps, or over --minutes of training time.
A run goes on with the stage and the options that it began with, or not at all.
A pack without a green card behind it is refused, unless for a --rehearsal, which export.py does not ship.
"""

import argparse
import dataclasses
import json
import math
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch

from batches import Batches
from diffusion import weights
from grid import save_grid
from inputs import fixed_inputs
from lineage import admit, origin_of, refuse
from nearest import nearest_ratio
from network import Unet, parameters
from pack import Pack
from presets import PRESETS
from state import go_on, settings_of


def loss_of(network, inputs, target, half):
    """Weighted squared error of v, per picture; about 1 for a network that knows nothing."""
    with half():
        v = network(*inputs)
    spread = network.expected(inputs[0], inputs[4] if len(inputs) > 4 else None)[1]
    return (v.float() - target).square().mean(dim=(1, 2, 3)) * weights(inputs[1], spread.flatten())


class Run:
    """A run's folder: state.pt (weights, EMA, optimiser, counters, settings, origin), best.pt, log.jsonl, grids."""

    def __init__(self, args, stage, pack):
        self.folder, self.stage, self.origin = Path(args.run), stage, origin_of(pack, args.start)
        self.settings = settings_of(args, stage)
        device = pack.device
        kept = self.folder / "state.pt"
        state = torch.load(kept, map_location=device, weights_only=True) if kept.exists() else None
        admit(self.origin, state and json.loads(state["origin"]), args.rehearsal)
        if state:
            go_on(self.settings, state.get("settings"))
        self.folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(args.seed)
        extra = {"super_level": True} if stage.low else {}
        self.network = Unet(**stage.network, **extra).to(device, memory_format=torch.channels_last)
        self.ema = Unet(**stage.network, **extra).to(device, memory_format=torch.channels_last).eval().requires_grad_(False)
        if args.start and not state:
            self.begin_with(args.start)
        self.ema.load_state_dict(self.network.state_dict())
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=stage.rate, betas=stage.betas, weight_decay=0.01, fused=True)
        self.step, self.seconds, self.best = 0, 0.0, math.inf
        if state:
            self.network.load_state_dict(state["network"])
            self.ema.load_state_dict(state["ema"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds, self.best = state["step"], state["seconds"], state["best"]

    def begin_with(self, start):
        """Loads the weights of an exported stage."""
        from restore import restored  # needs onnx, which a machine with a GPU may lack

        device = next(self.network.parameters()).device
        inputs = [torch.from_numpy(array).to(device) for array in fixed_inputs(dataclasses.asdict(self.stage)).values()]
        restored(self.network, start, inputs)

    def save(self, loss):
        """Writes state.pt, to go on from, and best.pt if no validation loss was lower: the state before the gap opens."""
        known = {"ema": self.ema.state_dict(), "step": self.step, "seconds": self.seconds,
                 "stage": json.dumps(dataclasses.asdict(self.stage)), "settings": self.settings, "origin": json.dumps(self.origin)}
        if loss < self.best:
            self.best = loss
            self.write("best.pt", known)
        self.write("state.pt", known | {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict(), "best": self.best})

    def write(self, name, state):
        torch.save(state, self.folder / f"{name}.part")
        os.replace(self.folder / f"{name}.part", self.folder / name)

    def log(self, **facts):
        line = json.dumps({"step": self.step, "seconds": round(self.seconds), **facts})
        print(line, flush=True)
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(line + "\n")

    def average(self):
        """EMA of the weights, with a short memory at first."""
        decay = min(self.stage.ema, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.ema.parameters()), [p.detach() for p in self.network.parameters()], 1 - decay)


@torch.no_grad()
def measured(network, pack, stage, pairs, half):
    """Mean weighted loss of the EMA over the same pairs, captions, timesteps and noise each time."""
    batches, total, count = Batches(pack, dataclasses.replace(stage, shift=0, crop=0, keyworded=0.0, wander=0.0), seed=1), 0.0, 0
    pairs = pairs[:: max(1, len(pairs) // 256)][:256]
    size = 16 if stage.low else 64
    for start in range(0, len(pairs), size):
        part = pairs[start : start + size]
        total += float(loss_of(network, *batches.draw(part, dropout=0.0), half).sum())
        count += len(part)
    return total / max(1, count)


def drawn_from(pack, style, times):
    """The training pairs of one pass; those of the favoured style, if there is one, so many times."""
    favoured = [i for i in pack.train if pack.pairs[i]["style"] == style]
    if style is not None and not favoured:
        refuse(f'no training pair has the style "{style}" of --favour; there are {", ".join(sorted({pack.pairs[i]["style"] for i in pack.train}))}')
    return np.concatenate([pack.train, *[np.array(favoured, int)] * (times - 1)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--preset", choices=list(PRESETS), required=True)
    parser.add_argument("--stage", choices=["base", "super"], required=True)
    parser.add_argument("--minutes", type=float, help="training time of the whole run, instead of the preset's steps")
    parser.add_argument("--piece", type=float, default=math.inf, help="stop after so many minutes; run again to go on")
    parser.add_argument("--start", help="an exported stage whose weights the run begins with, instead of random ones")
    parser.add_argument("--rate", type=float, help="learning rate after warm-up, instead of the preset's")
    parser.add_argument("--keyworded", type=float, default=0.0, help="share of captions that say a keyword only, where the pack has such")
    parser.add_argument("--wander", type=float, default=0.0, help="how far captions are moved towards others, at most: 1 is all the way from the mean")
    parser.add_argument("--favour", help="a style whose pictures are drawn --times as often as others")
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--every", type=float, default=5, help="minutes between checkpoints, measurements and grids")
    parser.add_argument("--rehearsal", action="store_true", help="train without a green card, to try things")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    half = lambda: torch.autocast(device, dtype=torch.bfloat16)
    stage = PRESETS[args.preset][args.stage]
    if args.rate:
        stage = dataclasses.replace(stage, rate=args.rate)
    stage = dataclasses.replace(stage, keyworded=args.keyworded, wander=args.wander)
    pack = Pack(args.pack, device)
    drawn = drawn_from(pack, args.favour, args.times)
    run = Run(args, stage, pack)
    batches = Batches(pack, stage, args.seed * 1_000_003 + run.step)
    stopping = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.append(True))
    run.log(event="start", parameters=parameters(run.network), train=len(pack.train), validation=len(pack.watched), device=device)

    def progress():
        return run.seconds / 60 / args.minutes if args.minutes else run.step / stage.steps

    def look():
        losses = {name: measured(run.ema, pack, stage, pairs, half) for name, pairs in (("train", pack.train), ("validation", pack.watched))}
        run.save(losses["validation"])
        made = save_grid(run.folder / f"grid-{run.step:06d}.png", run.ema, pack, stage, half)
        run.log(**losses, **{f"nearest_ratio_{name}": round(nearest_ratio(images, pack, stage.size), 4) for name, images in made.items()})

    order, begun, seen, losses = np.array([], int), time.time(), time.time(), []
    last = begun
    while progress() < 1 and time.time() - begun < args.piece * 60 and not stopping:
        size = batches.size()
        if len(order) < size:
            order = np.concatenate([order, batches.rng.permutation(drawn)])
        pairs, order = order[:size], order[size:]
        rate = stage.rate * min(1, (run.step + 1) / stage.warmup) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(1, progress()))) / 2)
        for group in run.optimiser.param_groups:
            group["lr"] = rate
        loss = loss_of(run.network, *batches.draw(pairs, stage.dropout), half).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(run.network.parameters(), 1.0)
        run.optimiser.step()
        run.optimiser.zero_grad(set_to_none=True)
        run.step += 1
        run.average()
        losses.append(loss.detach())
        now = time.time()
        run.seconds, last = run.seconds + now - last, now
        if run.step % 100 == 0:
            run.log(loss=float(torch.stack(losses).mean()), rate=round(rate, 7), progress=round(progress(), 4))
            losses = []
        if now - seen > args.every * 60:
            look()
            seen = last = time.time()  # looking is not training time
    look()
    run.log(event="done" if progress() >= 1 else "stopped")


if __name__ == "__main__":
    main()
