"""Packs the curated illustrations for training. Refuses a dataset without a green card: the gate on training.

    python prepare.py --data CURATED --card RUN --pack PACK --preset demo
    python prepare.py --data SHARDS --rehearsal --pack PACK --preset demo      # to try things; export.py ships no such model

CURATED is what `sluice curate` wrote, RUN the audit that it was made from, with its card. All shards are hashed.
"""

import argparse
import io
import json
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image

from lineage import REHEARSAL, card_lineage, refuse
from pack import write_pack

# Sides of the pictures; which pairs: exact matches on the fields of a pair's JSON, written as text; and the style of a
# caption that names none (any, where it is left out).
CHOICES = {
    "demo": {"sizes": (32, 128), "selection": {"skin_tones": ""}, "unnamed": "fluent-3d"},
    "demo-one-style": {"sizes": (32, 128), "selection": {"style": "fluent-3d", "skin_tones": ""}},
    "scorer": {"sizes": (64,), "selection": {"skin_tones": ""}},  # ../../icon-clip: every style
    "ship": {"sizes": (64, 256), "selection": {"style": "fluent-3d"}},
    "ship-all-styles": {"sizes": (64, 256), "selection": {}, "unnamed": "fluent-3d"},
}


def as_text(value):
    """A field's value as a selection writes it: JavaScript's String(), so an empty list is ""."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def pairs_of(data):
    """(facts, picture bytes) of each pair of the folder's tars, in name order."""
    for tar in sorted(data.rglob("*.tar")):
        with tarfile.open(tar) as shard:
            parts = {}
            for member in shard:
                key, _, extension = member.name.rpartition(".")
                parts.setdefault(key, {})[extension] = shard.extractfile(member).read()
                found = parts[key]
                picture = next((found[e] for e in ("png", "webp", "jpg") if e in found), None)
                if picture is not None and "json" in found:
                    yield json.loads(parts.pop(key)["json"]), picture


def by_keyword(facts):
    """The caption with each keyword in the place of the subject: `a flat design icon of fruit`."""
    before, subject, after = facts["caption"].partition(facts["subject"])
    return [f"{before}{word}{after}" for word in facts["keywords"]] if subject else []


def chosen_pairs(data, choice, keyworded=False):
    """(pair as a pack keeps it, picture bytes) of those that a choice selects.

    The subject alone is a caption too; of the style `unnamed` only, if there is one, so that it does not waver between styles.
    The first `named` captions say what the picture shows; the others, a keyword of it.
    """
    for facts, picture in pairs_of(data):
        if all(as_text(facts[field]) == wanted for field, wanted in choice["selection"].items()):
            kept = {name: facts[name] for name in ("key", "concept", "style", "split", "subgroup", "gender")}
            alone = [facts["subject"]] if choice.get("unnamed") in (None, facts["style"]) else []
            named = [*alone, *facts["captions"]]
            more = by_keyword(facts) if keyworded and facts["split"] == "train" else []
            yield kept | {"captions": [*named, *more], "named": len(named)}, picture


def on_white(picture, size):
    """uint8 [size, size, 3]; each pixel the mean of those it covers."""
    image = Image.open(io.BytesIO(picture)).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(white, image).convert("RGB").resize((size, size), Image.BOX))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--card", type=Path)
    parser.add_argument("--rehearsal", action="store_true")
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--preset", choices=list(CHOICES), required=True)
    parser.add_argument("--keyworded", action="store_true", help="captions that say a keyword only, too (train.py --keyworded)")
    args = parser.parse_args()
    if not args.rehearsal and args.card is None:
        refuse("wanted --card RUN, the audit whose card is green (or --rehearsal)")
    lineage = {"dataset": "illustrations", "fingerprint": REHEARSAL} if args.rehearsal else card_lineage(args.data, args.card)
    choice = CHOICES[args.preset]
    lineage["selection"] = choice["selection"]
    pairs, images = [], {size: [] for size in choice["sizes"]}
    for pair, picture in chosen_pairs(args.data, choice, args.keyworded):
        pairs.append(pair)
        for size, rows in images.items():
            rows.append(on_white(picture, size))
    if not pairs:
        refuse(f'no pair of "{args.data}" fits preset {args.preset}')
    write_pack(args.pack, pairs, {size: np.stack(rows) for size, rows in images.items()}, lineage)
    counts = {split: sum(pair["split"] == split for pair in pairs) for split in sorted({pair["split"] for pair in pairs})}
    print(json.dumps({"pairs": counts, "lineage": lineage}))


if __name__ == "__main__":
    main()
