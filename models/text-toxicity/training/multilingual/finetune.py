"""Fine-tunes the encoder on `taught.jsonl.gz`: multi-label, a mask per label, a weight per row, for a given time.

    python finetune.py --out top6 --minutes 45                      # goes on where it was stopped
    python finetune.py --out all --start top6 --frozen 0 --minutes 60

The rate falls to nothing over the minutes, not over the rows, so that a busy machine ends with something usable too.
"""

import argparse
import json
import random
import time

import numpy as np
import torch
from tokenizers import Tokenizer

from e5 import WORK
from metrics import auc
from network import Encoder, padded
from rows import LABELS, SEED, read_rows

WINDOW = 48  # tokens in training; the shipped window is 64
TOKENS, ROWS = 1600, 64  # at most, per step
# rows of a source (or of a kind of our own sentences) per pass
PER_PASS = {"davidson": 900, "hatexplain": 4500, "cad": 2500, "edos": 3000, "safenlp-implicitHate": 3000, "safenlp-toxiGen": 3500,
            "toxic-spans(civil)": 3800, "madlibs": 1400, "cc3m": 4500, "coco-captions": 2000, "i2p": 1600, "languages": 14_000,
            "hate": 4500, "neutral": 2400, "positive": 3000, "counter": 3500, "threat": 1000}
# The same once `more_english.py` has added rows.
PER_PASS_MORE = PER_PASS | {"davidson": 7000, "hatexplain": 9000, "cad": 5000, "edos": 9000, "safenlp-implicitHate": 8000,
                            "safenlp-toxiGen": 6000, "toxic-spans(civil)": 9000, "cc3m": 3500, "coco-captions": 1500, "i2p": 1200,
                            "languages": 9000, "hate": 2500, "neutral": 1500, "counter": 2500, "threat": 800}
# And once `more_titles.py` has: a short pass that keeps what was learnt beside them.
PER_PASS_TITLES = PER_PASS | {"davidson": 2500, "hatexplain": 1800, "cad": 1000, "edos": 1500, "safenlp-implicitHate": 1200,
                              "safenlp-toxiGen": 1000, "toxic-spans(civil)": 2000, "madlibs": 300, "cc3m": 2500, "coco-captions": 700,
                              "i2p": 300, "languages": 3500, "hate": 700, "neutral": 500, "positive": 700, "counter": 700,
                              "threat": 200, "hatemoji-build": 600, "sexual-grammar": 1500, "grammar": 3500}


def tokenizer(window=WINDOW):
    result = Tokenizer.from_file(str(WORK / "tokenizer/tokenizer.json"))
    result.enable_truncation(window)
    return result


def one_pass(rows, encodings, number, most):
    """Batches of like length in random order, from a random part of the rows."""
    rng, taken, chosen = random.Random(SEED + number), {}, []
    order = list(range(len(rows)))
    rng.shuffle(order)
    for i in order:
        part = rows[i]["kind"] if rows[i]["source"] == "ours" else rows[i]["source"]
        taken[part] = taken.get(part, 0) + 1
        if taken[part] <= most.get(part, len(rows)):
            chosen.append(i)
    chosen.sort(key=lambda i: len(encodings[i]) + rng.random())
    batches, batch = [], []
    for i in chosen:
        if batch and (len(batch) == ROWS or (len(batch) + 1) * len(encodings[i]) > TOKENS):
            batches.append(batch)
            batch = []
        batch.append(i)
    batches.append(batch)
    rng.shuffle(batches)
    return batches


def targets_of(rows):
    return np.array([[np.nan if y is None else y for y in r["y"]] for r in rows], dtype=np.float32)


def masked_loss(logits, targets, weights):
    known = ~torch.isnan(targets)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), targets.nan_to_num(), reduction="none")
    scale = known * weights.unsqueeze(1)
    return (loss * scale).sum() / scale.sum()


@torch.no_grad()
def predict(model, texts, size=64):
    model.eval()
    ids = [e.ids for e in tokenizer().encode_batch(texts)]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    out = np.zeros((len(ids), len(LABELS)), dtype=np.float32)
    for start in range(0, len(order), size):
        part = order[start : start + size]
        with torch.autocast("cpu", torch.bfloat16):
            out[part] = model(*padded([ids[i] for i in part])).float().numpy()
    model.train()
    return out


def dev_auc(model, most=2500):
    dev = [r for r in read_rows(WORK / "mixed.jsonl.gz") if r["split"] == "dev"]
    dev = random.Random(SEED).sample(dev, most)
    logits, targets, result = predict(model, [r["text"] for r in dev]), targets_of(dev), {}
    for n, name in enumerate(LABELS):
        known = ~np.isnan(targets[:, n])
        result[name] = auc(targets[known, n] >= 0.5, logits[known, n])
    return result


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--out", required=True)
    args.add_argument("--start", help="a run to begin with")
    args.add_argument("--minutes", type=float, default=45)
    args.add_argument("--frozen", type=int, default=6, help="layers that stay as they are")
    args.add_argument("--rate", type=float, default=1.2e-4)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--again", default="", help="kinds of rows to read three times a pass, as soft,gentle")
    args.add_argument("--more", action="store_true", help="read the rows of more_english.py")
    args.add_argument("--titles", action="store_true", help="read those and the rows of more_titles.py")
    args.add_argument("--fp32", action="store_true", help="where bench_step.py says that bf16 is slower")
    args = args.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(args.threads)
    folder = WORK / args.out
    folder.mkdir(parents=True, exist_ok=True)
    model = Encoder(json.loads((WORK / "kept.json").read_text()), len(LABELS)).train()
    if args.start:
        model.load_state_dict(torch.load(WORK / args.start / "model.pt", weights_only=True), strict=False)
    body, head = [p for layer in model.layers[args.frozen :] for p in layer.parameters()], list(model.head.parameters())
    optimiser = torch.optim.AdamW([{"params": body, "lr": args.rate}, {"params": head, "lr": 8 * args.rate}], weight_decay=0.01, fused=True)
    rates, done = [g["lr"] for g in optimiser.param_groups], {"step": 0, "seconds": 0.0, "tokens": 0, "rows": 0}
    trained = {k: v for k, v in model.state_dict().items() if k != "word.weight"}
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"], strict=False)
        optimiser.load_state_dict(state["optimiser"])
        done = state["done"]

    name, most = ("taught.jsonl.gz", PER_PASS)
    if args.more:
        name, most = ("taught-more.jsonl.gz", PER_PASS_MORE)
    if args.titles:
        name, most = ("taught-titles.jsonl.gz", PER_PASS_TITLES)
    rows = [r for r in read_rows(WORK / name) if r["split"] == "train"]
    rows += 2 * [r for r in rows if r["kind"] in args.again.split(",") and r["kind"]]
    encodings = [e.ids for e in tokenizer().encode_batch([r["text"] for r in rows])]
    targets, weights = targets_of(rows), np.array([r["weight"] for r in rows], dtype=np.float32)

    def save():
        torch.save({"model": trained, "optimiser": optimiser.state_dict(), "done": done}, folder / "checkpoint.part")
        (folder / "checkpoint.part").rename(checkpoint)

    number, batches = 0, []
    for _ in range(done["step"]):  # the batches that an earlier call has read
        if not batches:
            batches, number = one_pass(rows, encodings, number, most), number + 1
        batches.pop()
    print(json.dumps({"rows": len(rows), "from": done}), flush=True)
    running, since, saved = [], time.time(), time.time()
    while done["seconds"] < 60 * args.minutes:
        if not batches:
            batches, number = one_pass(rows, encodings, number, most), number + 1
            print(json.dumps({"pass": number, "steps": len(batches)}), flush=True)
        batch = batches.pop()
        past = done["seconds"] / (60 * args.minutes)
        for group, rate in zip(optimiser.param_groups, rates):
            group["lr"] = rate * max(0.01, min(past / 0.06 + 0.05, (1 - past) / 0.94))
        torch.manual_seed(SEED + done["step"])
        with torch.autocast("cpu", torch.bfloat16, enabled=not args.fp32):
            logits = model(*padded([encodings[i] for i in batch]), 0.1, args.frozen)
        loss = masked_loss(logits, torch.from_numpy(targets[batch]), torch.from_numpy(weights[batch]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body + head, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        running.append(loss.item())
        now = time.time()
        done = {"step": done["step"] + 1, "seconds": done["seconds"] + now - since, "rows": done["rows"] + len(batch),
                "tokens": done["tokens"] + sum(len(encodings[i]) for i in batch)}
        since = now
        if done["step"] % 20 == 0:
            print(json.dumps(done | {"seconds": round(done["seconds"]), "loss": round(float(np.mean(running)), 4)}), flush=True)
            running = []
        if now - saved > 240:
            save()
            saved = now
    save()
    torch.save(trained, folder / "model.pt")
    report = {"arguments": vars(args), "rows": len(rows), "done": done, "dev_auc": dev_auc(model)}
    (folder / "train.json").write_text(json.dumps(report, indent=1))
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
