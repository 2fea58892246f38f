"""Writes the test split as a CSV for `sluice models evaluate`: text, a column per label (empty = not annotated), source.

Real texts only: templates (madlibs, our sentences) are measured by evaluate.py, since their rows are no sample of anything.
The file holds hateful text: it stays in the work folder.
"""

import csv
import gzip
import json

from rows import LABELS, WORK

SHIPPED = LABELS[:-1]  # all but threat
TEMPLATES = {"ours", "madlibs"}


def main() -> None:
    path = WORK / "test.csv"
    with gzip.open(WORK / "rows.jsonl.gz", "rt") as rows, open(path, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["text", *SHIPPED, "source"])
        count = 0
        for line in rows:
            row = json.loads(line)
            if row["split"] != "test" or row["source"] in TEMPLATES:
                continue
            values = ["" if value is None else int(value >= 0.5) for value in row["y"][: len(SHIPPED)]]
            writer.writerow([row["text"], *values, row["source"]])
            count += 1
    print(path, count)


if __name__ == "__main__":
    main()
