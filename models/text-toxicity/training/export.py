"""Exports a run, measures the ways to int8 on the development split, and writes the shipped files.

    python export.py --run final [--labels toxicity,identity_attack,…] [--way per-token]
"""

import argparse
import json
import random
import shutil
import time

import numpy as np
import torch

from int8 import blockwise, dequantised, dynamic, export_fp32, run, score, session
from int8_per_token import per_token
from metrics import auc
from rows import LABELS, MODEL_DIR, SEED, WORK, read_rows
from train import BASE, WINDOW, targets_of, tokenizer

WAYS = {
    "dynamic": lambda a, b: dynamic(a, b, per_channel=False),
    "dynamic-per-channel": lambda a, b: dynamic(a, b, per_channel=True),
    "dequantised": dequantised,
    "blockwise-4": lambda a, b: blockwise(a, b, accuracy_level=4),
    "per-token-8-bit": lambda a, b: per_token(a, b, levels=127),
    "per-token": per_token,
}


def invariance(model, texts):
    """The same text alone, among others and padded: the largest change of any score."""
    ids = [e.ids for e in tokenizer().encode_batch(texts)]
    sigmoid = lambda x: 1 / (1 + np.exp(-x.astype(np.float64)))
    alone = sigmoid(np.concatenate([run(model, [i]) for i in ids]))
    result = {}
    for name, size in (("padded, batch 16", 16), ("padded, batch 32", 32)):
        batched = sigmoid(np.concatenate([run(model, ids[k : k + size]) for k in range(0, len(ids), size)]))
        result[name] = {"max_change": float(np.abs(batched - alone).max()), "identical": bool((batched == alone).all())}
    lengths = {}
    for n, i in enumerate(ids):
        lengths.setdefault(len(i), []).append(n)
    same = np.zeros_like(alone)
    for members in lengths.values():
        for k in range(0, len(members), 7):
            part = members[k : k + 7]
            same[part] = sigmoid(run(model, [ids[n] for n in part]))
    result["equal lengths, batch 7"] = {"max_change": float(np.abs(same - alone).max()), "identical": bool((same == alone).all())}
    result["repeat"] = {"identical": bool((sigmoid(np.concatenate([run(model, [i]) for i in ids])) == alone).all())}
    return result


def speed(model, texts, seconds=3.0):
    """Captions per second, one thread, by batch size; tokenising apart."""
    ids = [e.ids for e in tokenizer().encode_batch(texts)]
    ids = [i for i in ids if 12 <= len(i) <= 20][:256]
    ids.sort(key=len)
    result = {}
    for size in (1, 16, 32):
        run(model, ids[:size])
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            at = done % (len(ids) - size)
            part = ids[at : at + size]
            run(model, part)
            done += len(part)
        result[f"batch {size}"] = round(done / (time.perf_counter() - start))
    return result


def write_layout(path, names):
    """The layout that transformers.js loads."""
    (MODEL_DIR / "onnx").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, MODEL_DIR / "onnx/model_quantized.onnx")
    text = json.loads((BASE / "tokenizer.json").read_text())
    text["padding"] = None
    text["truncation"] = {"max_length": WINDOW, "strategy": "LongestFirst", "stride": 0, "direction": "Right"}
    (MODEL_DIR / "tokenizer.json").write_text(json.dumps(text, ensure_ascii=False))
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "strip_accents": None,
                "tokenize_chinese_chars": True, "model_max_length": WINDOW, "unk_token": "[UNK]", "sep_token": "[SEP]",
                "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
    (MODEL_DIR / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    config = json.loads((BASE / "config.json").read_text())
    for key in ("_name_or_path", "transformers_version", "gradient_checkpointing", "use_cache"):
        config.pop(key, None)
    config |= {"architectures": ["BertForSequenceClassification"], "problem_type": "multi_label_classification",
               "num_labels": len(names), "id2label": {str(i): n for i, n in enumerate(names)},
               "label2id": {n: i for i, n in enumerate(names)}}
    (MODEL_DIR / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", required=True)
    args.add_argument("--labels", default=",".join(LABELS[:5]))
    args.add_argument("--way", default="per-token", choices=list(WAYS))
    args.add_argument("--dev-rows", type=int, default=6000)
    args = args.parse_args()
    names, folder = args.labels.split(","), WORK / args.run
    fp32 = folder / "fp32.onnx"
    export_fp32(torch.load(folder / "model.pt", weights_only=True), names, fp32)

    dev = [r for r in read_rows() if r["split"] == "dev"]
    captions = [r["text"] for r in dev if r["kind"] == "caption"][:1000]
    dev = random.Random(SEED).sample(dev, min(args.dev_rows, len(dev)))
    texts, targets = [r["text"] for r in dev], targets_of(dev)

    def aucs(scores):
        columns = {n: (i, ~np.isnan(targets[:, LABELS.index(n)])) for i, n in enumerate(names)}
        return {n: auc(targets[known, LABELS.index(n)] >= 0.5, scores[known, i]) for n, (i, known) in columns.items()}

    reference = score(session(fp32, 2), texts)
    report = {"rows": len(dev), "fp32": {"bytes": fp32.stat().st_size, "auc": aucs(reference),
              "captions_per_second": speed(session(fp32), captions), "invariance": invariance(session(fp32), texts[:256])}}
    for way, make in WAYS.items():
        path = folder / f"{way}.onnx"
        make(str(fp32), str(path))
        scores, one = score(session(path, 2), texts), session(path)
        values = aucs(scores)
        report[way] = {"bytes": path.stat().st_size, "auc": values,
                       "auc_loss": {n: report["fp32"]["auc"][n] - values[n] for n in names},
                       "score_change": {"max": float(np.abs(scores - reference).max()),
                                        "mean": float(np.abs(scores - reference).mean())},
                       "captions_per_second": speed(one, captions), "invariance": invariance(one, texts[:256])}
        print(way, json.dumps(report[way]), flush=True)
    write_layout(folder / f"{args.way}.onnx", names)
    report["shipped"] = {"way": args.way, "labels": names}
    (folder / "export.json").write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
