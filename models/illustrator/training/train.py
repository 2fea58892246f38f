"""Trains one stage of a cascade on a pack; checkpoints, resumes, logs losses and sample grids; CPU or GPU.

    python train.py --pack PACK --run RUN --preset demo --stage base --minutes 60 [--threads 2]
    python train.py --pack PACK --run RUN --preset ship --stage base --piece 9     # again and again, until it says "done"
    python train.py --pack PACK --run RUN --preset demo --stage super --start ../super.onnx --rate 5e-4 --minutes 90

Learning rate: linear warm-up, then a cosine to 2 % over the preset's steps, or over --minutes of training time.
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

from diffusion import noised, stratified, upsampled, velocity, weights
from grid import save_grid
from inputs import fixed_inputs
from network import Unet, parameters
from pack import Pack
from presets import PRESETS

LEVELS = 300  # noise-conditioning augmentation is drawn from timesteps below this one, denser near 0


def loss_of(network, inputs, target, half):
    """Weighted squared error of v, per picture; about 1 for a network that knows nothing."""
    with half():
        v = network(*inputs)
    spread = network.expected(inputs[0], inputs[4] if len(inputs) > 4 else None)[1]
    return (v.float() - target).square().mean(dim=(1, 2, 3)) * weights(inputs[1], spread.flatten())


def shifted(pictures, most, rng):
    """Moves each picture by up to `most` pixels; white comes in."""
    if most == 0:
        return pictures
    size = pictures.shape[-1]
    wide = torch.nn.functional.pad(pictures, (most,) * 4, value=1.0)
    places = rng.integers(0, 2 * most + 1, (len(pictures), 2))
    return torch.stack([wide[i, :, y : y + size, x : x + size] for i, (y, x) in enumerate(places)])


class Batches:
    """Draws what one step needs: network input and target."""

    def __init__(self, pack, stage, seed):
        self.pack, self.stage = pack, stage
        self.rng, self.noise = np.random.default_rng(seed), torch.Generator().manual_seed(seed)

    def gaussian(self, shape):
        return torch.randn(shape, generator=self.noise).to(self.pack.device)

    def draw(self, pairs, dropout):
        """(arguments of the network, target v)"""
        stage, pack = self.stage, self.pack
        text, mask = pack.draw(pairs, self.rng, dropout, stage.keyworded)
        clean = pack.pictures(pairs, stage.size)
        t = stratified(len(pairs), self.noise, pack.device)
        if not stage.low:
            clean = shifted(clean, stage.shift, self.rng)
            noise = self.gaussian(clean.shape)
            return (noised(clean, t, noise), t, text, mask), velocity(clean, t, noise)
        low = self.degraded(pack.pictures(pairs, stage.low))
        guide = upsampled(low, stage.size)
        level = (LEVELS * torch.rand(len(pairs), generator=self.noise).square()).long().to(pack.device)
        clean, guide = self.cropped(clean, guide)
        guide = noised(guide, level, self.gaussian(guide.shape))
        noise = self.gaussian(clean.shape)
        x = torch.cat([noised(clean, t, noise), guide], dim=1)
        return (x, t, text, mask, level), velocity(clean, t, noise)

    def degraded(self, low):
        """A fifth of the small pictures are blurred a little, as a base stage's are; all lie on 8 bits."""
        chosen = torch.from_numpy(self.rng.random(len(low)) < 0.2).to(low.device)
        padded = torch.nn.functional.pad(low, (1,) * 4, mode="replicate")
        blurred = torch.nn.functional.avg_pool2d(padded, 3, stride=1)
        mixed = torch.where(chosen[:, None, None, None], 0.5 * low + 0.5 * blurred, low)
        return ((mixed + 1) * 127.5).round() / 127.5 - 1

    def cropped(self, clean, guide):
        """The same crop of both. A quarter of the steps see whole pictures, a few of them, as generation does."""
        crop, size = self.stage.crop, self.stage.size
        if not crop or len(clean) < self.stage.batch:
            return clean, guide
        places = self.rng.integers(0, (size - crop) // 4 + 1, (len(clean), 2)) * 4
        cut = lambda images: torch.stack([image[:, y : y + crop, x : x + crop] for image, (y, x) in zip(images, places)])
        return cut(clean), cut(guide)

    def size(self):
        """Pictures in the next step."""
        whole = self.stage.crop and self.rng.random() < 0.25
        return max(1, self.stage.batch * self.stage.crop**2 // self.stage.size**2) if whole else self.stage.batch


class Run:
    """A run's folder: state.pt (weights, EMA, optimiser, counters), log.jsonl, grids."""

    def __init__(self, args, stage, device):
        self.folder, self.stage, self.device = Path(args.run), stage, device
        self.folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(args.seed)
        extra = {"super_level": True} if stage.low else {}
        self.network = Unet(**stage.network, **extra).to(device, memory_format=torch.channels_last)
        self.ema = Unet(**stage.network, **extra).to(device, memory_format=torch.channels_last).eval().requires_grad_(False)
        if args.start:
            from restore import restored  # needs onnx, which a machine with a GPU may lack

            inputs = [torch.from_numpy(array).to(device) for array in fixed_inputs(dataclasses.asdict(stage)).values()]
            restored(self.network, args.start, inputs)
        self.ema.load_state_dict(self.network.state_dict())
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=stage.rate, betas=stage.betas, weight_decay=0.01, fused=True)
        self.step, self.seconds = 0, 0.0
        if (self.folder / "state.pt").exists():
            state = torch.load(self.folder / "state.pt", map_location=device, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.ema.load_state_dict(state["ema"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds = state["step"], state["seconds"]

    def save(self):
        state = {"network": self.network.state_dict(), "ema": self.ema.state_dict(), "optimiser": self.optimiser.state_dict(),
                 "step": self.step, "seconds": self.seconds, "stage": json.dumps(dataclasses.asdict(self.stage))}
        torch.save(state, self.folder / "state.pt.part")
        os.replace(self.folder / "state.pt.part", self.folder / "state.pt")

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
    batches, total, count = Batches(pack, dataclasses.replace(stage, shift=0, crop=0, keyworded=0.0), seed=1), 0.0, 0
    pairs = pairs[:: max(1, len(pairs) // 256)][:256]
    size = 16 if stage.low else 64
    for start in range(0, len(pairs), size):
        part = pairs[start : start + size]
        total += float(loss_of(network, *batches.draw(part, dropout=0.0), half).sum())
        count += len(part)
    return total / max(1, count)


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
    parser.add_argument("--favour", help="a style whose pictures are drawn --times as often as others")
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--every", type=float, default=5, help="minutes between checkpoints, measurements and grids")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    half = lambda: torch.autocast(device, dtype=torch.bfloat16)
    stage = PRESETS[args.preset][args.stage]
    if args.rate:
        stage = dataclasses.replace(stage, rate=args.rate)
    stage = dataclasses.replace(stage, keyworded=args.keyworded)
    pack, run = Pack(args.pack, device), Run(args, stage, device)
    batches = Batches(pack, stage, args.seed * 1_000_003 + run.step)
    stopping = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.append(True))
    run.log(event="start", parameters=parameters(run.network), train=len(pack.train), held_out=len(pack.held_out), device=device)

    def progress():
        return run.seconds / 60 / args.minutes if args.minutes else run.step / stage.steps

    def look():
        run.save()
        run.log(train=measured(run.ema, pack, stage, pack.train, half), held_out=measured(run.ema, pack, stage, pack.held_out, half))
        save_grid(run.folder / f"grid-{run.step:06d}.png", run.ema, pack, stage, half)

    favoured = [i for i in pack.train if pack.pairs[i]["style"] == args.favour]
    drawn = np.concatenate([pack.train, *[np.array(favoured, int)] * (args.times - 1)])
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
