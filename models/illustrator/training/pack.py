"""A pack: what training reads. uint8 pictures at each size, and every caption's token vectors, cached.

    pack.json          lineage, encoder, pairs [{key, concept, style, split, captions, named}]
    images-<size>.npy  [pairs, size, size, 3] uint8, on white
    text.npy           [all tokens, 384] float16; rows of wording w are offsets[w] … offsets[w + 1]
    offsets.npy        wording 0 is the empty caption
    wordings.npy       wording of each caption: the empty one, then those of pair 0, pair 1, …
"""

import json
import os
from pathlib import Path

import numpy as np
import torch

from text import TextEncoder, padded


def write_pack(folder, pairs, images, lineage, encoder=None):
    """Encodes the captions and writes the pack, each file whole. `images`: {size: uint8 [N, S, S, 3]}."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    encoder = encoder or TextEncoder(threads=2)
    captions = ["", *(caption for pair in pairs for caption in pair["captions"])]
    number = {caption: i for i, caption in enumerate(dict.fromkeys(captions))}
    rows = encoder.encode(list(number))
    arrays = {f"images-{size}": array for size, array in images.items()}
    arrays["text"] = np.concatenate(rows)
    arrays["offsets"] = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    arrays["wordings"] = np.array([number[caption] for caption in captions], np.int64)
    for name, array in arrays.items():
        with open(folder / f"{name}.npy.part", "wb") as file:
            np.save(file, array)
        os.replace(folder / f"{name}.npy.part", folder / f"{name}.npy")
    facts = {"lineage": lineage, "encoder": encoder.sha256, "sizes": sorted(images), "pairs": pairs}
    (folder / "pack.json.part").write_text(json.dumps(facts, ensure_ascii=False))
    os.replace(folder / "pack.json.part", folder / "pack.json")


class Pack:
    """A pack in memory (on the GPU where there is one), split into training and held-out concepts."""

    def __init__(self, folder, device="cpu"):
        folder = Path(folder)
        facts = json.loads((folder / "pack.json").read_text())
        self.lineage, self.encoder, self.pairs, self.device = facts["lineage"], facts["encoder"], facts["pairs"], device
        self.images = {size: torch.from_numpy(np.load(folder / f"images-{size}.npy")).permute(0, 3, 1, 2).to(device)
                       for size in facts["sizes"]}
        self.text, self.offsets, self.wordings = (np.load(folder / f"{name}.npy") for name in ("text", "offsets", "wordings"))
        counts = [len(pair["captions"]) for pair in self.pairs]
        self.first = np.cumsum([1, *counts])[:-1]
        self.train, validation = self.of("train"), self.of("validation")
        self.held_out = np.array([i for i, pair in enumerate(self.pairs) if pair["split"] != "train"])
        # What may be looked at while training: nothing of the test, unless a pack has no validation concepts (tiny-cascade's).
        self.watched = validation if len(validation) else self.held_out

    def of(self, split):
        """Numbers of the pairs of a split."""
        return np.array([i for i, pair in enumerate(self.pairs) if pair["split"] == split], int)

    def rows(self, caption):
        wording = self.wordings[caption]
        return self.text[self.offsets[wording] : self.offsets[wording + 1]]

    def words(self, captions):
        """Padded token vectors and mask of captions by number; 0 is the empty caption."""
        text, mask = padded([self.rows(caption) for caption in captions])
        return torch.from_numpy(text).to(self.device), torch.from_numpy(mask).to(self.device)

    def caption(self, pair, rng, keyworded):
        """One of a pair's captions; with probability `keyworded` one that says a keyword only, where there is one."""
        count = len(self.pairs[pair]["captions"])
        named = self.pairs[pair].get("named", count)
        if keyworded and named < count and rng.random() < keyworded:
            return self.first[pair] + rng.integers(named, count)
        return self.first[pair] + rng.integers(named)

    def draw(self, pairs, rng, dropout, keyworded=0.0):
        """One random caption per pair, the empty one with probability `dropout`."""
        drawn = [self.caption(i, rng, keyworded) for i in pairs]
        return self.words([0 if rng.random() < dropout else caption for caption in drawn])

    def pictures(self, pairs, size):
        """[B, 3, S, S] float32 in [−1, 1]."""
        return self.images[size][torch.as_tensor(pairs, device=self.device)].float() / 127.5 - 1
