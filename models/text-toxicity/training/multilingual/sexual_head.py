"""Teaches the English model's `sexual_explicit` anew: one row of its head, on the rows of mix.py; its other labels stay bit for bit.

    python sexual_head.py            # measures; writes $SLUICE_WORK/sexual-head.onnx
    python sexual_head.py --ship     # writes ../../onnx/model_quantized.onnx as well

The network's features stay as they are, so that nothing else that depends on its scores moves.
"""

import argparse
import json
import shutil

import numpy as np
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

import measure
import to_onnx
from e5 import WORK
from metrics import auc
from rows import LABELS, MODEL_DIR, read_rows
from teacher import MODEL

FILE = MODEL / "onnx/model_quantized.onnx"
SEXUAL, UNKNOWN = LABELS.index("sexual_explicit"), 100
FEATURES, HEAD, BIAS = "/MatMul_output_0", "/Constant_1_output_0", "/Constant_2_output_0"


def constant(model, name):
    node = next(n for n in model.graph.node if n.output[0] == name)
    return node, numpy_helper.to_array(node.attribute[0].t)


def session(model):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def features():
    """A function from texts to the pooled states; tokens that the vocabulary lacks are left out, as in Node."""
    model = onnx.load(FILE)
    model.graph.output.append(helper.make_tensor_value_info(FEATURES, onnx.TensorProto.FLOAT, None))
    network, tokenizer = session(model), Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.no_truncation()

    def of(texts):
        ids = [[i for i in e.ids if i != UNKNOWN] for e in tokenizer.encode_batch(texts)]
        ids = [i if len(i) <= 64 else [*i[:63], 102] for i in ids]
        order, out, start = sorted(range(len(ids)), key=lambda i: len(ids[i])), np.zeros((len(ids), 384), np.float32), 0
        while start < len(order):
            width, end = len(ids[order[start]]), start
            while end < len(order) and end - start < 64 and len(ids[order[end]]) == width:
                end += 1
            tokens = np.array([ids[i] for i in order[start:end]], np.int64)
            feeds = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
            out[order[start:end]] = network.run([FEATURES], feeds)[0][:, 0]
            start = end
        return out

    return of


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--ship", action="store_true")
    args.add_argument("--strength", type=float, default=0.3)
    args = args.parse_args()
    of = features()
    rows = [r for r in read_rows(WORK / "taught.jsonl.gz") if r["y"][SEXUAL] is not None and r["source"] != "languages" and r["split"] in ("train", "dev")]
    cache = WORK / "sexual-features.npz"
    if cache.exists():
        x = np.load(cache)["x"]
    else:
        x = of([r["text"] for r in rows])
        np.savez(cache, x=x)
    y = np.array([r["y"][SEXUAL] >= 0.5 for r in rows])
    train = np.array([r["split"] == "train" for r in rows])
    weights = np.array([r["weight"] for r in rows])
    fit = LogisticRegression(C=args.strength, max_iter=400).fit(x[train], y[train], sample_weight=weights[train])
    dev = np.array([r["split"] == "dev" for r in rows])
    scores = fit.predict_proba(x)[:, 1]
    print(json.dumps({"train": [int(y[train].sum()), int(train.sum())], "train auc": auc(y[train], scores[train]),
                      "dev": [int(y[dev].sum()), int(dev.sum())], "dev auc": auc(y[dev], scores[dev])}), flush=True)
    np.savez(WORK / "sexual-head.npz", scores=scores, weight=fit.coef_[0], bias=fit.intercept_)

    model = onnx.load(FILE)
    for name, value in ((HEAD, fit.coef_[0]), (BIAS, fit.intercept_[0])):
        node, old = constant(model, name)
        new = old.copy()
        new[SEXUAL] = value
        node.attribute[0].t.CopyFrom(numpy_helper.from_array(new, node.attribute[0].t.name))
    target = WORK / "sexual-head.onnx"
    onnx.save(model, target)
    if args.ship:
        shutil.copyfile(target, MODEL_DIR / "onnx/model_quantized.onnx")

    def scored(texts):
        out = np.zeros((len(texts), len(to_onnx.SHIPPED)))
        out[:, SEXUAL] = fit.predict_proba(of(texts))[:, 1]
        return out

    found = {"counterfactuals": measure.counterfactuals(scored), "web": measure.web(scored, save=False)}
    for r in found["counterfactuals"].values():
        r |= {k: r[k][SEXUAL] for k in ("mean", "max", "moved more than .05")}
    kinds = np.array([f"{r['source']} {r['kind']}" for r in rows])
    found["kinds"] = {k: {"n": int((dev & (kinds == k)).sum()), **{f"at least {t}": int((scores[dev & (kinds == k)] >= t).sum()) for t in (0.3, 0.5, 0.7, 0.9)}}
                      for k in sorted(set(kinds[dev]))}
    (WORK / "sexual-head.json").write_text(json.dumps(found, indent=1))
    for part in found.values():
        for k, v in part.items():
            print(k, v)


if __name__ == "__main__":
    main()
