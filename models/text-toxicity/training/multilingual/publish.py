"""Cuts from int8 scores on the development split, then thresholds.json, golden.json and model.json of the exported run.

    python publish.py --run top6      # after to_onnx.py --ship and measure.py
"""

import argparse
import hashlib
import json

import numpy as np

import to_onnx
from e5 import WORK
from finetune import targets_of, tokenizer
from metrics import rate_with_interval
from rows import LABELS, MODEL_DIR
from tokenizer_file import WINDOW

CAPTION_SETS = ("coco-captions", "cc3m", "docs-alt-text", "openstax")
RULE = ("per label, the smallest threshold on a grid of 0.001 at which, in the development split, at most 0.2 % of the real captions, "
        "at most 1 % of the harmless sentences of our own (identities, names, credits, fashion, medicine, art, single words, other "
        "languages) and at most 5 % of all other texts that are labelled negative are flagged")
RATES = {"captions": 0.002, "own_harmless": 0.01, "other_negatives": 0.05}
LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ar", "zh", "ru", "hi", "tr"]
SCRIPTS = ["Latin", "Cyrillic", "Arabic", "Han", "Devanagari"]
FILES = ["onnx/model_quantized.onnx", "tokenizer.json", "tokenizer_config.json", "config.json"]


def smallest(scores, rate):
    """The smallest threshold on a 0.001 grid that flags at most `rate` of the scores."""
    return next((float(t) for t in np.arange(1, 1000) / 1000 if (scores >= t).mean() <= rate), 0.999)


def sets(rows, name):
    caption = np.array([r["source"] in CAPTION_SETS and r["kind"] == "caption" for r in rows])
    negative = targets_of(rows)[:, LABELS.index(name)] < 0.5
    own = np.array([r["source"] in ("ours", "grammar", "languages", "madlibs", "sexual-grammar") for r in rows]) & negative
    listed = np.array([r["kind"] == "listed" for r in rows])
    return {"captions": caption, "own_harmless": own, "other_negatives": negative & ~caption & ~own & ~listed}


def cuts(rows, scores):
    chosen, achieved = {}, {}
    for i, name in enumerate(to_onnx.SHIPPED):
        parts = sets(rows, name)
        chosen[name] = max(smallest(scores[part, i], RATES[which]) for which, part in parts.items())
        achieved[name] = {which: rate_with_interval(int((scores[part, i] >= chosen[name]).sum()), int(part.sum())) for which, part in parts.items()}
        positive = targets_of(rows)[:, LABELS.index(name)] >= 0.5
        achieved[name]["found"] = rate_with_interval(int((scores[positive, i] >= chosen[name]).sum()), int(positive.sum()))
    return chosen, achieved


def golden(path):
    texts = [t["text"] for t in json.loads((MODEL_DIR / "golden.json").read_text())["texts"]]
    model, items = to_onnx.session(path), []
    for text, encoding in zip(texts, tokenizer(WINDOW).encode_batch(texts)):
        logits = to_onnx.run(model, [encoding.ids])[0].astype(np.float64)
        items.append({"text": text, "ids": encoding.ids, "scores": [round(float(s), 7) for s in 1 / (1 + np.exp(-logits))]})
    head = {"model": FILES[0], "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "labels": to_onnx.SHIPPED, "window": WINDOW,
            "scored": "one text at a time, raw text, no folding"}
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    (MODEL_DIR / "golden.json").write_text(json.dumps(head, indent=1)[:-2] + ',\n "texts": [\n' + lines + "\n]}\n")


def entry(path):
    data = (MODEL_DIR / path).read_bytes()
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--run", required=True)
    run = args.parse_args().run
    rows = json.loads((WORK / run / "dev-rows.json").read_text())
    chosen, achieved = cuts(rows, np.load(WORK / run / "dev.npy"))
    value = {"rule": RULE, "split": "dev", "thresholds": chosen, "achieved": achieved}
    (MODEL_DIR / "thresholds.json").write_text(json.dumps(value, indent=2) + "\n")
    golden(MODEL_DIR / FILES[0])
    manifest = {"id": "text-toxicity", "kind": "text-classifier",
                "title": "Toxic captions in thirteen languages, multilingual-e5-small (five labels, int8)", "license": "Apache-2.0",
                "source": "fine-tuned by models/text-toxicity/training/multilingual from multilingual-e5-small (MIT); see its card for the data",
                "files": [entry(path) for path in FILES], "onnx": FILES[0], "maxTokens": WINDOW, "labels": to_onnx.SHIPPED,
                "activation": "sigmoid", "languages": LANGUAGES, "scripts": SCRIPTS, "thresholds": {"rule": RULE, "values": chosen}}
    (MODEL_DIR / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps({"thresholds": chosen, "found": {n: a["found"] for n, a in achieved.items()}}))


if __name__ == "__main__":
    main()
