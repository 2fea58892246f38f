"""What a row is, and the words that every step here shares."""

import gzip
import hashlib
import json
import os
import re
import unicodedata
from pathlib import Path

# Candidate labels, in output order; `export.py` keeps those that the test set could measure.
LABELS = ["toxicity", "identity_attack", "insult", "obscene", "sexual_explicit", "threat"]

HERE = Path(__file__).resolve().parent
MODEL_DIR = HERE.parent
DATA = Path(os.environ.get("SLUICE_DATA", HERE / "../../../../shared/data")).resolve()
WORK = Path(os.environ.get("SLUICE_WORK", Path.home() / ".cache" / "sluice-text-toxicity"))
SEED = 20


def labels(**known):
    """A label vector; a label not named is unknown (None), not negative."""
    assert set(known) <= set(LABELS), known
    return [known.get(name) for name in LABELS]


HARMLESS = [0.0] * len(LABELS)


def row(text, source, split, y, weight=1.0, kind="", term="", template=""):
    text = unicodedata.normalize("NFKC", str(text)).strip()
    return {"text": text, "source": source, "split": split, "y": y, "weight": weight,
            "kind": kind, "term": term, "template": template}


def normalised(text):
    """Letters and digits only, lower case, without links and mentions: what makes two texts the same."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"https?://\S+|@\w+|\[?url\]?\b", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"[\W_]+|\d+", " ", text)).strip()


def fraction(text, salt=""):
    """A number in [0, 1) that depends on the text alone, so that splits never move."""
    return int.from_bytes(hashlib.sha256((salt + text).encode()).digest()[:6], "big") / 2**48


def hashed_split(text, dev=0.06, test=0.12):
    x = fraction(normalised(text), "split")
    return "test" if x < test else "dev" if x < test + dev else "train"


def read_rows(path=None):
    with gzip.open(path or WORK / "rows.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def write_rows(rows, path=None):
    path = Path(path or WORK / "rows.jsonl.gz")
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt") as out:
        for r in rows:
            out.write(json.dumps(r, ensure_ascii=False) + "\n")
