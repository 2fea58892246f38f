"""A pack small enough to send: WebP pictures, token ids, and the text encoder's weights, in one file.

    python compact.py write --data CURATED --card RUN --preset ship --out FILE    # behind the same gate as prepare.py
    python compact.py open --file FILE --pack PACK                                # PyTorch, NumPy and Pillow suffice
"""

import argparse
import io
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from lineage import card_lineage
from pack import write_pack
from prepare import CHOICES, chosen_pairs, on_white
from text import TextEncoder
from text_torch import TorchEncoder, weights

QUALITY = 92  # of WebP: about 10 kB a picture at 256²


def write(args):
    choice = CHOICES[args.preset]
    lineage = card_lineage(args.data, args.card) | {"selection": choice["selection"]}
    pairs, pictures = [], []
    for pair, picture in chosen_pairs(args.data, choice, args.keyworded):
        file = io.BytesIO()
        Image.fromarray(on_white(picture, max(choice["sizes"]))).save(file, "WEBP", quality=QUALITY, method=6)
        pairs.append(pair)
        pictures.append(file.getvalue())
    captions = list(dict.fromkeys(["", *(caption for pair in pairs for caption in pair["captions"])]))
    encoder = TextEncoder()
    ids = [encoding.ids for encoding in encoder.tokenizer.encode_batch(captions)]
    facts = {"lineage": lineage, "encoder": encoder.sha256, "sizes": choice["sizes"], "pairs": pairs, "captions": captions}
    arrays = {"facts": np.frombuffer(json.dumps(facts).encode(), np.uint8), "pictures": np.frombuffer(b"".join(pictures), np.uint8),
              "ends": np.cumsum([len(p) for p in pictures]), "ids": np.concatenate(ids).astype(np.uint16),
              "lengths": np.array([len(i) for i in ids], np.uint8)}
    encoder_arrays = weights({token for one in ids for token in one})
    np.savez_compressed(args.out, **arrays, **{f"encoder/{name}": array for name, array in encoder_arrays.items()})
    print(f"{len(pairs)} pairs, {args.out.stat().st_size / 2**20:.1f} MiB")


class Sent:
    """The encoder as `write_pack` wants it, over the token ids that were sent."""

    def __init__(self, stored, facts, device):
        self.sha256 = facts["encoder"]
        self.ids = dict(zip(facts["captions"], np.split(stored["ids"].astype(int), np.cumsum(stored["lengths"].astype(int))[:-1])))
        prefix = "encoder/"
        self.torch = TorchEncoder({name.removeprefix(prefix): stored[name] for name in stored.files if name.startswith(prefix)}, device)

    def encode(self, captions):
        return self.torch.encode_ids([self.ids[caption].tolist() for caption in captions])


def open_(args):
    stored = np.load(args.file)
    facts = json.loads(stored["facts"].tobytes())
    data, ends = stored["pictures"].tobytes(), stored["ends"]
    images = {size: [] for size in facts["sizes"]}
    for start, end in zip([0, *ends[:-1]], ends):
        for size, rows in images.items():
            rows.append(on_white(data[start:end], size))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    write_pack(args.pack, facts["pairs"], {size: np.stack(rows) for size, rows in images.items()}, facts["lineage"], Sent(stored, facts, device))
    print(f'{len(facts["pairs"])} pairs')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("write")
    one.add_argument("--data", type=Path, required=True)
    one.add_argument("--card", type=Path, required=True)
    one.add_argument("--preset", choices=list(CHOICES), required=True)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--keyworded", action="store_true", help="captions that say a keyword only, too (train.py --keyworded)")
    one.set_defaults(run=write)
    other = commands.add_parser("open")
    other.add_argument("--file", type=Path, required=True)
    other.add_argument("--pack", type=Path, required=True)
    other.set_defaults(run=open_)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
