"""Fills unknown labels of English training rows with the scores of the English model that shipped before (soft targets).

    python teacher.py      # reads mixed.jsonl.gz, writes taught.jsonl.gz

Its `sexual_explicit` learnt whom a photo was by, so it teaches the other labels only.
"""

import json

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from e5 import WORK
from rows import LABELS, read_rows, write_rows

MODEL = WORK / "english-model"  # ../.. as it was before this model replaced it
NAMES = LABELS[:5]
TAUGHT = ["toxicity", "insult", "obscene"]
OURS = {"languages", "sexual-grammar", "grammar"}


def english_scores(texts, window=64):
    """Scores of the English model, in batches by length."""
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.enable_truncation(window)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    session = ort.InferenceSession(str(MODEL / "onnx/model_quantized.onnx"), options, providers=["CPUExecutionProvider"])
    ids = [e.ids for e in tokenizer.encode_batch(texts)]
    order, out = sorted(range(len(ids)), key=lambda i: len(ids[i])), np.zeros((len(ids), len(NAMES)))
    for start in range(0, len(order), 32):
        part = order[start : start + 32]
        width = max(len(ids[i]) for i in part)
        tokens = np.zeros((len(part), width), np.int64)
        mask = np.zeros_like(tokens)
        for n, i in enumerate(part):
            tokens[n, : len(ids[i])], mask[n, : len(ids[i])] = ids[i], 1
        feeds = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        out[part] = 1 / (1 + np.exp(-session.run(["logits"], feeds)[0].astype(np.float64)))
    return out


def main():
    rows = read_rows(WORK / "mixed.jsonl.gz")
    taught = [r for r in rows if r["split"] == "train" and r["source"] not in OURS and r["text"].isascii()
              and any(r["y"][LABELS.index(n)] is None for n in TAUGHT)]
    filled = 0
    for r, scores in zip(taught, english_scores([r["text"] for r in taught], 48)):
        for name in TAUGHT:
            if r["y"][LABELS.index(name)] is None:
                r["y"][LABELS.index(name)] = round(float(scores[NAMES.index(name)]), 3)
                filled += 1
    write_rows(rows, WORK / "taught.jsonl.gz")
    print(json.dumps({"rows": len(taught), "labels filled": filled}))


if __name__ == "__main__":
    main()
