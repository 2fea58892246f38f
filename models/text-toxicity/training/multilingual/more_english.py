"""Adds the English training rows that mix.py left out to those of the teacher: taught-more.jsonl.gz, for `finetune.py --more`.

Half of them carry signs, credits, names, another case or script. No row whose text stands in a part that is held out.
"""

import random

from augment import augmented
from e5 import WORK
from grammar import Grammar
from rows import normalised, read_rows, write_rows

SEEN = ("i2p", "laion", "ours", "cc3m", "coco-captions", "madlibs")  # whole in the mix, or never trained on
LONGEST = 60  # words


def main():
    rng, credit, old = random.Random(99), Grammar("english-harmless"), list(read_rows(WORK / "taught.jsonl.gz"))
    known = {normalised(r["text"]) for r in old} | {normalised(r["text"]) for r in read_rows(WORK / "mixed.jsonl.gz") if r["split"] != "train"}
    new = []
    for r in read_rows(WORK / "english/rows.jsonl.gz"):
        if r["split"] != "train" or r["source"] in SEEN or normalised(r["text"]) in known or len(r["text"].split()) > LONGEST:
            continue
        if rng.random() < 0.5:
            r["text"] = augmented(r["text"], r["source"], rng, credit)
        new.append(r)
    write_rows(old + new, WORK / "taught-more.jsonl.gz")
    print(len(old), len(new))


if __name__ == "__main__":
    main()
