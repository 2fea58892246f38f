"""Loads datasets by the documents that lie in their folders: published.py FOLDER... Prints per folder, as JSON, how many
records mlcroissant finds in each record set and how many rows Hugging Face datasets finds in each split of each
configuration, or why either refuses."""

import json
import os
import sys
import tempfile

import datasets
import mlcroissant
from etils import epath
from mlcroissant._src.operation_graph.operations import extract

datasets.disable_progress_bars()


def by_croissant(folder):
    path = os.path.join(folder, "croissant.json")
    if not os.path.exists(path):
        return None
    # Its cache knows archives by their addresses, which here are names that come again.
    extract.EXTRACT_PATH = epath.Path(tempfile.mkdtemp())
    try:
        names = [record_set.id for record_set in mlcroissant.Dataset(jsonld=path).metadata.record_sets]
    except Exception as error:
        return {"error": str(error)[:2000]}
    counts = {}
    for name in names:
        try:
            # One that was read from before reads others wrongly.
            records = list(mlcroissant.Dataset(jsonld=path).records(record_set=name))
            counts[name] = len(records)
            if any(f"{name}/alt" in record for record in records):
                counts[f"{name}/alt"] = sum(1 for record in records if record[f"{name}/alt"] is not None)
        except Exception as error:
            counts[name] = str(error)[:2000]
    return counts


def by_datasets(folder):
    with open(os.path.join(folder, "README.md")) as card:
        if "\nconfigs:" not in card.read():
            return None
    try:
        names = datasets.get_dataset_config_names(folder)
        return {name: {split: len(table) for split, table in datasets.load_dataset(folder, name).items()} for name in names}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:2000]}


print(json.dumps({folder: {"croissant": by_croissant(folder), "datasets": by_datasets(folder)} for folder in sys.argv[1:]}))
