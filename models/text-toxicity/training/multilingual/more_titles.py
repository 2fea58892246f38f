"""Adds titles by two authors who had seen neither grammar, tests nor web captions: taught-titles.jsonl.gz, for `finetune.py --titles`.

    python more_titles.py [--author 1]

493 and 410 titles as adult sites have them, 678 and 906 harmless or suggestive ones that share their words, the second author's
in eleven languages (`titles.b64`, Base64 of JSON lines, one in eight held out; the authors are language models).
Each is read as it stands and once more in another case.
"""

import argparse
import base64
import json
import random

from augment import augmented
from e5 import WORK
from grammar import Grammar
from mix import SEXUAL
from rows import HARMLESS, HERE, normalised, read_rows, row, write_rows

PATH = HERE / "multilingual/titles.b64"


def titles():
    lines = base64.b64decode(PATH.read_text()).decode().splitlines()
    return [json.loads(line) for line in lines]


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--author", type=int, choices=(1, 2), help="of one author alone")
    author = args.parse_args().author
    rng, credit = random.Random(131), Grammar("english-harmless")
    rows = list(read_rows(WORK / "taught-more.jsonl.gz"))
    held = {normalised(r["text"]) for r in read_rows(WORK / "mixed.jsonl.gz") if r["split"] != "train"}
    new = []
    for t in titles():
        if author not in (None, t["author"]) or normalised(t["text"]) in held:
            continue
        y, weight = (SEXUAL, 1.2) if t["label"] else (HARMLESS, 1.5)
        cases = [t["text"], rng.choice([t["text"].lower(), t["text"].title(), t["text"].upper()])]
        for text in cases if t["split"] == "train" else cases[:1]:
            if t["split"] == "train" and rng.random() < 0.3:
                text = augmented(text, "titles", rng, credit)
            new.append(row(text, "titles", t["split"], y, weight, kind="titled"))
    write_rows(rows + new, WORK / "taught-titles.jsonl.gz")
    print(len(rows), len(new))


if __name__ == "__main__":
    main()
