"""Leave-one-source-out: short runs without one source, tested on that source, beside the same run with all sources.

    python leave_one_out.py     # ten short runs -> loso.json; finished runs are kept
"""

import json
import random
import subprocess
import sys

import numpy as np
import torch

from metrics import auc_with_interval
from rows import HERE, LABELS, SEED, WORK, read_rows
from train import Classifier, predict, targets_of

SOURCES = ["hatexplain", "cad", "edos", "safenlp-implicitHate", "safenlp-toxiGen", "toxic-spans(civil)", "davidson",
           "hatemoji-build", "i2p"]
BUDGET = ["--rows", "10000", "--epochs", "1", "--frozen", "3", "--rate", "2e-4"]
AT_MOST = 1000  # test rows per source


def trained(name, *options):
    folder = WORK / name
    if not (folder / "model.pt").exists():
        subprocess.run([sys.executable, str(HERE / "train.py"), "--out", name, *BUDGET, *options], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    model = Classifier()
    model.load_state_dict(torch.load(folder / "model.pt", weights_only=True))
    return model


def measured(model, rows):
    logits, targets, result = predict(model, [r["text"] for r in rows]), targets_of(rows), {}
    for n, name in enumerate(LABELS):
        known = ~np.isnan(targets[:, n])
        positive = targets[known, n] >= 0.5
        if positive.any() and not positive.all():
            result[name] = auc_with_interval(positive, logits[known, n])
    return result


def main():
    test = {s: [] for s in SOURCES}
    for r in read_rows():
        if r["split"] == "test" and r["source"] in test:
            test[r["source"]].append(r)
    rng = random.Random(SEED)
    test = {s: rng.sample(rows, min(AT_MOST, len(rows))) for s, rows in test.items()}
    everything = trained("loso-none")
    report = {}
    for source in SOURCES:
        held = test[source]
        report[source] = {"with": measured(everything, held),
                          "without": measured(trained("loso-" + source, "--leave-out", source), held)}
        (WORK / "loso.json").write_text(json.dumps({"budget": BUDGET, "sources": report}, indent=1))
        print(source, flush=True)


if __name__ == "__main__":
    main()
