"""Loads a dataset as its users do and prints what came of it as JSON.

load.py datasets FOLDER      Hugging Face datasets, by the folder's README
load.py webdataset TAR...    webdataset, pairs in order
load.py saved FOLDER         Hugging Face datasets, from what save_to_disk left
load.py feather FILE         pyarrow, an Arrow file's rows and types
load.py coco FOLDER          the captions of COCO's files, each with its picture as pillow opens it
load.py pictures FILE...     pillow, sizes and modes
"""

import base64
import hashlib
import io
import json
import sys


def shown(value):
    """A value as JSON can say it: bytes and pictures by digest and size."""
    from PIL import Image

    if isinstance(value, Image.Image):
        return {"picture": list(value.size), "mode": value.mode}
    if isinstance(value, bytes):
        return {"bytes": hashlib.sha256(value).hexdigest()}
    if isinstance(value, dict):
        return {str(name): shown(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return {"integer": str(value)}
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def by_datasets(folder):
    import datasets

    datasets.disable_progress_bars()
    found = datasets.load_dataset(folder)
    return {
        split: {
            "rows": [shown(row) for row in table],
            "features": {name: repr(feature) for name, feature in table.features.items()},
        }
        for split, table in found.items()
    }


def by_saved(folder):
    import datasets

    return {
        split: {"rows": [shown(row) for row in table], "features": {n: repr(f) for n, f in table.features.items()}}
        for split, table in datasets.load_from_disk(folder).items()
    }


def by_feather(path):
    import pyarrow.feather

    table = pyarrow.feather.read_table(path)
    types = {field.name: str(field.type) for field in table.schema}
    return {"rows": [shown(row) for row in table.to_pylist()], "types": types}


def pictures(*paths):
    from PIL import Image

    found = []
    for path in paths:
        with Image.open(path) as picture:
            picture.load()
            found.append(shown(picture))
    return found


def by_coco(folder):
    import glob
    import os

    rows = []
    for path in sorted(glob.glob(os.path.join(folder, "annotations", "*.json"))):
        with open(path, encoding="utf-8") as file:
            coco = json.load(file)
        named = {image["id"]: image["file_name"] for image in coco["images"]}
        for note in coco["annotations"]:
            name = named[note["image_id"]]
            (found,) = glob.glob(os.path.join(folder, "**", os.path.basename(name)), recursive=True)
            rows.append({"file": os.path.basename(path), **note, **pictures(found)[0]})
    return rows


def by_webdataset(paths):
    import webdataset

    pairs = webdataset.WebDataset(paths, shardshuffle=False).decode("pil")
    return [{k: shown(v) for k, v in pair.items() if k not in ("__url__", "__local_path__")} for pair in pairs]


kind, *rest = sys.argv[1:]
loaders = {"datasets": by_datasets, "saved": by_saved, "feather": by_feather, "coco": by_coco, "pictures": pictures}
print(json.dumps(loaders[kind](*rest) if kind in loaders else by_webdataset(rest)))
