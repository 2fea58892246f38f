"""Open data -> rows with labels, masks, weights and splits (`rows.jsonl.gz`), and a table of counts.

    python prepare.py
"""

import csv
import gzip
import json
import random
import re
from collections import Counter

from captions import captions
from counterexamples import counterexamples
from rows import DATA, LABELS, SEED, WORK, hashed_split, labels, normalised, row, write_rows

# Whole sources that training and tuning never see.
HELD_OUT = {"vicomtech", "fox-news", "toxigen-demos", "mlma"}
# `sneakyprompt-nsfw` holds nonsense tokens found by a search against other filters: nothing to learn from.
LEFT_OUT = {"sneakyprompt-nsfw", "coco-captions"}
PUBLISHED_SPLIT = {"cad", "edos", "hatemoji-build"}
WEIGHT = {"davidson": 0.15, "i2p": 0.7, "toxic-spans(civil)": 0.8, "hatemoji-build": 2.0}
KINDS = {"insult": "votes_insult", "obscene": "votes_profane_obscene",
         "identity_attack": "votes_identity_based_attack", "threat": "votes_threat"}
MADLIBS_TRAIN = 6000


def read_csv(name):
    with gzip.open(DATA / "text" / name, "rt", newline="") as lines:
        return list(csv.DictReader(lines))


def civil_votes():
    """Text -> share of annotators who marked a span of each kind. Rows with shifted columns are dropped."""
    votes = {}
    for r in read_csv("civil-votes.csv.gz"):
        annotators = int(r["annotators"])
        if annotators <= 10:
            votes[normalised(r["text"])] = {k: min(1.0, int(r[c]) / annotators) for k, c in KINDS.items()}
    return votes


def unified(votes):
    with gzip.open(DATA / "text/unified.jsonl.gz", "rt") as lines:
        for line in lines:
            r = json.loads(line)
            source = r["source"]
            if source in LEFT_OUT:
                continue
            known = {"toxicity": r["toxic"], "identity_attack": r["hate"], "sexual_explicit": r["sexual"]}
            if source == "toxic-spans(civil)":
                known |= votes.get(normalised(r["text"]), {})
            if source in HELD_OUT:
                split = "test"
            elif source in PUBLISHED_SPLIT:
                split = r["split"]
            else:
                split = hashed_split(r["text"])
            yield row(r["text"], source, split, labels(**known), WEIGHT.get(source, 1.0))


def coco():
    with gzip.open(DATA / "text/unified.jsonl.gz", "rt") as lines:
        return [r["text"] for r in map(json.loads, lines) if r["source"] == "coco-captions"]


def madlibs(rng):
    """Split by template and by identity term: test has unseen templates and unseen terms."""
    data = read_csv("madlibs-77k.csv.gz")
    counts = {}
    for r in data:
        for word in set(re.findall(r"\w+", r["Text"].lower())):
            counts.setdefault(word, [0, 0])[r["Label"] == "BAD"] += 1
    balanced = {w for w, (a, b) in counts.items() if a == b and a >= 4} - {"a", "is", "are", "you", "i", "being"}
    terms = sorted(balanced)
    rng.shuffle(terms)
    part = {t: "test" if i < len(terms) * 0.25 else "dev" if i < len(terms) * 0.4 else "train"
            for i, t in enumerate(terms)}
    template = {"name_adj": "train", "am_hate_adj": "train", "you_occupation": "train",
                "you_are_adj": "dev", "verb_adj": "test", "being_adj": "test"}
    rows = {"train": [], "dev": [], "test": []}
    for r in data:
        term = next((w for w in re.findall(r"\w+", r["Text"].lower()) if w in balanced), None)
        split = template[r["Template"]]
        if term is None or (split != "test" and part[term] != split):
            continue  # test templates are measured for every term; train and dev keep their own terms
        y = labels(toxicity=float(r["Label"] == "BAD"), sexual_explicit=0, threat=0)
        where = split if split != "test" or part[term] == "test" else "test-seen-terms"
        rows[split].append(row(r["Text"], "madlibs", where, y, 0.5, kind=r["Label"], term=term, template=r["Template"]))
    rng.shuffle(rows["train"])
    return rows["train"][:MADLIBS_TRAIN] + rows["dev"] + rows["test"]


def without_leaks(rows):
    """A text in several splits stays in the most protected one only."""
    order = {"test": 0, "test2": 1, "test-seen-terms": 2, "dev": 3, "train": 4}
    seen, kept = {}, []
    for r in sorted(rows, key=lambda r: order[r["split"]]):
        key = normalised(r["text"])
        if key and seen.setdefault(key, r["split"]) == r["split"]:
            kept.append(r)
    return kept, len(rows) - len(kept)


def main():
    rng = random.Random(SEED)
    rows = [*unified(civil_votes()), *captions(coco()), *madlibs(rng), *counterexamples()]
    rows, leaks = without_leaks(rows)
    assert not any(r["split"] not in ("test",) for r in rows if r["source"] in HELD_OUT)
    write_rows(rows)
    table = {}
    for r in rows:
        counts = table.setdefault(r["source"], {}).setdefault(r["split"], Counter(rows=0))
        counts["rows"] += 1
        for name, y in zip(LABELS, r["y"]):
            if y is not None:
                counts[f"{name}+" if y >= 0.5 else f"{name}-"] += 1
    summary = {"rows": len(rows), "removed_as_leaks": leaks, "listed_captions_held_out":
               sum(r["kind"] == "listed" for r in rows), "counts": table}
    (WORK / "prepare.json").write_text(json.dumps(summary, indent=1))
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
