"""The rows that this model is trained and tuned on: `mixed.jsonl.gz`, and their counts.

    SLUICE_WORK=$SLUICE_WORK/english python ../prepare.py      # the English rows first
    python mix.py
"""

import json
import random
from collections import Counter

from e5 import WORK
from augment import augmented
from grammar import Grammar
from languages import languages
from rows import HARMLESS, LABELS, SEED, labels, normalised, read_rows, row, write_rows
from captions import read_lexicon

# training rows of a source (or of a kind of our own sentences); long texts are left to the English model's recipe
MOST = {"davidson": 2500, "hatexplain": 6500, "cad": 4500, "edos": 4500, "safenlp-implicitHate": 4000, "safenlp-toxiGen": 4500,
        "toxic-spans(civil)": 5000, "madlibs": 2500, "cc3m": 6500, "coco-captions": 3000, "i2p": 2400}
OURS = {"hate": 6000, "neutral": 3500, "positive": 4000, "counter": 4500, "threat": 1500}
WORDS = 45
# `laion-urls-*` is for reading what the model flags, so no row of it trains or tunes
NEVER = {"laion"}
SEXUAL = labels(identity_attack=0, insult=0, sexual_explicit=1, threat=0)
POSITIVES = {"title": 1300, "file": 500, "tags": 800, "soft": 1600}
NEGATIVES = {"credit": 1000, "name": 1000, "fashion": 1300, "medicine": 500, "art": 450, "titles": 450, "traps": 1100, "short": 2000,
             "people": 700, "web": 1200, "gentle": 350}


def english(rng):
    """Rows of the English recipe; an image prompt is sexual only where its words are."""
    explicit, taken = read_lexicon(), Counter()
    rows = [r for r in read_rows(WORK / "english/rows.jsonl.gz") if r["source"] not in NEVER]
    rng.shuffle(rows)
    sexual = LABELS.index("sexual_explicit")
    for r in rows:
        if r["source"] == "i2p" and bool(r["y"][sexual]) != bool(explicit.search(r["text"])):
            continue
        if r["split"] == "train":
            part = r["kind"] if r["source"] == "ours" else r["source"]
            taken[part] += len(r["text"].split()) <= WORDS
            if len(r["text"].split()) > WORDS or taken[part] > (OURS if r["source"] == "ours" else MOST).get(part, 10**6):
                continue
        yield r


def own(name, counts, y, source, weight):
    grammar = Grammar(name)
    for kind, count in counts.items():
        for split in ("train", "dev"):
            for text, i in grammar.sentences(kind, split, count if split == "train" else count // 8):
                yield row(text, source, split, y, weight, kind=kind, template=f"{kind}{i}")


def main():
    rng = random.Random(SEED)
    rows = [*english(rng), *own("english-sexual", POSITIVES, SEXUAL, "sexual-grammar", 1.2),
            *own("english-harmless", NEGATIVES, HARMLESS, "grammar", 1.5), *languages()]
    held = {normalised(r["text"]) for r in rows if r["split"] != "train"} - {""}
    rows = [r for r in rows if r["split"] != "train" or normalised(r["text"]) not in held]
    credit = Grammar("english-harmless")
    for r in rows:
        if r["split"] == "train":
            r["text"] = augmented(r["text"], r["source"], rng, credit)
    write_rows(rows, WORK / "mixed.jsonl.gz")
    counts = {}
    for r in rows:
        table = counts.setdefault(r["source"], {}).setdefault(r["split"], Counter(rows=0))
        table["rows"] += 1
        for name, y in zip(LABELS, r["y"]):
            if y is not None:
                table[f"{name}{'+' if y >= 0.5 else '-'}"] += 1
    summary = {"rows": len(rows), "train": sum(r["split"] == "train" for r in rows), "counts": counts}
    (WORK / "mix.json").write_text(json.dumps(summary, indent=1))
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
