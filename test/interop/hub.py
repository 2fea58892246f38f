"""Reads a dataset of a hub as others do, with huggingface_hub and datasets of PyPI: `hub.py ORG/NAME`. Prints JSON."""
import hashlib
import json
import os
import sys

from datasets import load_dataset
from huggingface_hub import DatasetCard, HfApi, snapshot_download

repo = sys.argv[1]
listed = sorted(HfApi().list_repo_files(repo, repo_type="dataset"))
folder = snapshot_download(repo, repo_type="dataset")


def digest(path):
    with open(os.path.join(folder, path), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


rows = [
    {"key": row["__key__"], "caption": row["txt"], "size": list(row["jpg"].size)}
    for row in load_dataset(repo, split="train")
]
card = DatasetCard.load(os.path.join(folder, "README.md"))
print(
    json.dumps(
        {"files": {path: digest(path) for path in listed}, "tags": card.data.tags or [], "rows": rows}
    )
)
