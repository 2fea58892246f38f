"""Writes the test split as a CSV for `sluice models evaluate`: text, a column per label (empty = not annotated), source.

Besides it every eighth of them with 300 captions by an independent author (`eighth.csv`, what the card's evaluation is of), and 400 of
Davidson's tweets that annotators called hateful or offensive with 400 others (`clear.csv`, for `--register comment`).

Real texts only: templates (madlibs, our sentences) are measured by evaluate.py, since their rows are no sample of anything.
The file holds hateful text: it stays in the work folder.
"""

import base64
import csv
import gzip
import json
import random

from rows import HERE, LABELS, WORK

SHIPPED = LABELS[:-1]  # all but threat
TEMPLATES = {"ours", "madlibs"}
SEXUAL = LABELS.index("sexual_explicit")
# Labelled by the picture that the words gave.
BY_PICTURE = {"i2p"}
CAPTIONS = HERE.parents[2] / "test/fixtures/independent-captions/sexual-captions.jsonl.b64"


HEAD = ["text", *SHIPPED, "source"]
CLEAR = 400


def write(name, rows):
    with open(WORK / name, "w", newline="") as out:
        csv.writer(out).writerows([HEAD, *rows])
    print(WORK / name, len(rows))


def clear(rows, toxic):
    part = [row for row in rows if row[-1] == "davidson" and str(row[1]) == str(toxic)]
    random.Random(1).shuffle(part)
    return part[:CLEAR]


def independent():
    for line in base64.b64decode(CAPTIONS.read_text()).decode().splitlines():
        row = json.loads(line)
        yield [row["text"], *[row["label"] if i == SEXUAL else "" for i in range(len(SHIPPED))], "independent-captions"]


def main() -> None:
    texts = []
    with gzip.open(WORK / "rows.jsonl.gz", "rt") as rows:
        for line in rows:
            row = json.loads(line)
            if row["split"] != "test" or row["source"] in TEMPLATES:
                continue
            values = ["" if value is None else int(value >= 0.5) for value in row["y"][: len(SHIPPED)]]
            if row["source"] in BY_PICTURE:
                values[SEXUAL] = ""
            texts.append([row["text"], *values, row["source"]])
    write("test.csv", texts)
    write("eighth.csv", [*texts[::8], *independent()])
    write("clear.csv", clear(texts, 1) + clear(texts, 0))


if __name__ == "__main__":
    main()
