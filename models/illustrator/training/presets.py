"""What is trained: sizes of networks and lengths of runs, per preset and stage."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stage:
    size: int  # side of the pictures, pixels
    network: dict  # arguments of Unet
    batch: int
    steps: int  # of a whole run, unless --minutes is given
    rate: float  # AdamW's, after warm-up
    ema: float
    low: int = 0  # side of the pictures that a super-resolution stage starts from
    crop: int = 0  # side of the training crops; 0: whole pictures
    shift: int = 0  # augmentation: moved by up to so many pixels, on white
    dropout: float = 0.1  # share of captions replaced by the empty one
    keyworded: float = 0.0  # share of captions that say a keyword of the picture only
    wander: float = 0.0  # how far captions' vectors are moved towards others, at most
    warmup: int = 200
    guidance: float = 3.0  # of the sample grids
    betas: tuple = field(default=(0.9, 0.99))


PRESETS = {
    # A GPU: 21.5 M and 8.0 M parameters, 6 M pictures seen by the base (`README.md` says how, in pieces of ten minutes).
    "ship": {
        "base": Stage(size=64, network={"channels": 96, "mult": (1, 2, 3), "blocks": 2, "patch": 2, "dropout": 0.1, "mean": 0.64, "spread": 0.53},
                      batch=512, steps=12000, rate=3e-4, ema=0.9995, shift=2, dropout=0.12, warmup=500),
        "super": Stage(size=256, low=64, crop=128, batch=128, steps=10000, rate=3e-4, ema=0.999, warmup=500, guidance=1,
                       network={"channels": 64, "mult": (1, 2, 3), "blocks": 2, "attention": (), "patch": 4, "mean": 0.64, "spread": 0.53, "residual": 0.14}),
    },
    # A CPU and about an hour a stage and run, 32 pixels enlarged to 128: one style first, then five (`README.md` says why).
    "demo": {
        "base": Stage(size=32, network={"channels": 64, "mult": (1, 2, 4), "blocks": 1, "patch": 2, "dropout": 0.1, "mean": 0.64, "spread": 0.53},
                      batch=32, steps=10000, rate=8e-4, ema=0.999, shift=1),
        "super": Stage(size=128, low=32, crop=64, batch=32, steps=4000, rate=1e-3, ema=0.998, guidance=1,
                       network={"channels": 32, "mult": (1, 2, 3), "blocks": 1, "attention": (), "patch": 2, "mean": 0.64, "spread": 0.53, "residual": 0.14}),
    },
    # Coloured shapes for the tests of the runtime (../../tiny-cascade): minutes.
    "tiny": {
        "base": Stage(size=16, network={"channels": 24, "mult": (1, 2), "blocks": 1, "attention": (1,), "patch": 2, "mean": 0.63, "spread": 0.62},
                      batch=64, steps=3000, rate=2e-3, ema=0.995, warmup=100),
        "super": Stage(size=32, low=16, batch=64, steps=1500, rate=2e-3, ema=0.995, warmup=100, guidance=1,
                       network={"channels": 16, "mult": (1, 2), "blocks": 1, "attention": (), "patch": 2, "mean": 0.63, "spread": 0.62, "residual": 0.15}),
    },
}
