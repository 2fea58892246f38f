"""Captions → token vectors by the shipped int8 encoder, so that training sees what generation will."""

import hashlib
from pathlib import Path

import numpy as np

ENCODER = Path(__file__).resolve().parents[2] / "minilm-l6-v2"
TOKENS = 32


class TextEncoder:
    """ONNX Runtime over models/minilm-l6-v2. @see ../../minilm-l6-v2/README.md"""

    def __init__(self, threads=1):
        import onnxruntime as ort
        from tokenizers import Tokenizer

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        path = ENCODER / "onnx/model_quantized.onnx"
        self.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
        self.tokenizer.enable_truncation(TOKENS)

    def encode(self, captions, size=64):
        """One float16 array [tokens, 384] per caption; a caption's rows do not depend on the others."""
        ids = [e.ids for e in self.tokenizer.encode_batch(list(captions))]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out = [None] * len(ids)
        for start in range(0, len(order), size):
            part = order[start : start + size]
            longest = max(len(ids[i]) for i in part)
            tokens = np.array([ids[i] + [0] * (longest - len(ids[i])) for i in part], np.int64)
            mask = np.array([[1] * len(ids[i]) + [0] * (longest - len(ids[i])) for i in part], np.int64)
            rows = self.session.run(None, {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)})[0]
            for i, row in zip(part, rows):
                out[i] = row[: len(ids[i])].astype(np.float16)
        return out


def padded(rows, length=None):
    """Token vectors of several captions as text [B, T, 384] float32 and mask [B, T] int64."""
    longest = length or max(map(len, rows))
    text = np.zeros((len(rows), longest, rows[0].shape[1]), np.float32)
    mask = np.zeros((len(rows), longest), np.int64)
    for i, row in enumerate(rows):
        text[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return text, mask
