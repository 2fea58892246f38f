"""What a run's folder holds, for those that read it: PyTorch alone, so that a machine with a GPU needs no ONNX.

`state.pt` is to go on from, `best.pt` the state of the lowest validation loss. Both keep the stage, the settings of the
run, its origin (lineage.py), its counters and the EMA of its weights.
"""

import dataclasses
import json
import sys
from pathlib import Path

import torch

from network import Unet


def load(run):
    """The EMA network of a run, its weights rounded to float16 as they are shipped, its stage, and what is known of it."""
    state = torch.load(state_of(Path(run)), map_location="cpu", weights_only=True)
    stage = json.loads(state["stage"])
    network = Unet(**stage["network"], **({"super_level": True} if stage["low"] else {})).eval().requires_grad_(False)
    network.load_state_dict(state["ema"])
    for tensor in network.parameters():
        if tensor.numel() >= 256:
            tensor.copy_(tensor.half().float())
    return network, stage, {"step": state["step"], "seconds": round(state["seconds"]), "origin": json.loads(state["origin"])}


def state_of(run):
    """A run's state of the lowest validation loss; its last one, where none was measured; or the file that is named."""
    if run.is_file():
        return run
    return run / ("best.pt" if (run / "best.pt").exists() else "state.pt")


def settings_of(args, stage):
    """What a run must keep to from its first step to its last, as a state holds it: JSON of the stage and the options.

    `minutes` is among them, for the learning rate falls with the share of them that is over.
    """
    options = {name: getattr(args, name) for name in ("minutes", "favour", "times", "seed")}
    return json.loads(json.dumps(dataclasses.asdict(stage) | options))


def go_on(wanted, kept):
    """Stops unless the settings that a state holds are those of the command."""
    if kept is None:
        sys.exit("Cannot go on with this run: its state keeps no settings, an older recipe wrote it; wanted a new --run folder")
    changed = [f"{name} {json.dumps(kept.get(name))}, not {json.dumps(wanted.get(name))}"
               for name in {**kept, **wanted} if kept.get(name) != wanted.get(name)]
    if changed:
        sys.exit(f"Cannot go on with this run: it began with {'; '.join(changed)}; wanted the same, or a new --run folder")
