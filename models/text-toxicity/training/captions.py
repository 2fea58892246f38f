"""Real captions and alt texts, as negatives. Every set has a held-out part.

A caption that a word list flags is kept out of training (it may not be harmless) and marked `listed` in the
held-out parts, so that flag rates can be given with and without it.
"""

import csv
import json
import re

import pyarrow.parquet as parquet

from rows import DATA, HARMLESS, HERE, fraction, normalised, row

WORD_LIST = HERE / "../../../node_modules/naughty-words/en.json"  # LDNOOBW, CC BY 4.0

WEIGHT = {"laion": 3.0, "docs-alt-text": 2.0}  # few rows, and the nearest to what the model will read


def read_lexicon():
    words = sorted(json.loads(WORD_LIST.read_text()), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(re.escape(word) for word in words) + r")\b", re.IGNORECASE)


def jsonl(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def read_captions(coco):
    """Yields (source, text, split); `coco` are the caption rows of the unified set."""
    for text in coco:
        yield "coco-captions", text, by_hash(text, train=0.55, dev=0.2)
    with open(DATA / "fixtures/cc3m/Validation_GCC-1.1.0-Validation.tsv", newline="") as lines:
        for line in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield "cc3m", line[0], by_hash(line[0], train=0.5, dev=0.25)
    for text in parquet.read_table(DATA / "pairs/laion-urls-1000.parquet")["TEXT"].to_pylist():
        if text:
            yield "laion", text, by_hash(text, train=0.25, dev=0.25)
    for pair in jsonl(DATA / "pairs/docs-alt-text/metadata.jsonl"):
        yield "docs-alt-text", pair["text"], by_hash(pair["text"], train=0.3, dev=0.3)
    for pair in jsonl(DATA / "pairs/openstax/metadata.jsonl"):
        for text in filter(None, dict.fromkeys([pair["text"], pair["caption"]])):
            yield "openstax", text, book_split(pair["book"], text)


def by_hash(text, train, dev):
    x = fraction(normalised(text), "caption")
    return "train" if x < train else "dev" if x < train + dev else "test"


def book_split(book, text):
    """A book, not a row, is held out: sociology speaks of identities on every page."""
    if book == "introduction-sociology":
        return "test"
    if book == "introduction-anthropology":
        return "dev" if fraction(normalised(text), "caption") < 0.5 else "train"
    return "train"


def captions(coco):
    lexicon, rows, seen = read_lexicon(), [], set()
    for source, text, split in read_captions(coco):
        key = normalised(text)
        if key in seen:
            continue
        seen.add(key)
        listed = bool(lexicon.search(text))
        if not (listed and split == "train"):
            rows.append(row(text, source, split, HARMLESS, WEIGHT.get(source, 1.0), kind="listed" if listed else "caption"))
    return rows
