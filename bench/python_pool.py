"""
What a team with Python would write: a pool of one process per core, Pillow and onnxruntime, over the same tar.

    python bench/python_pool.py TAR COUNT CORES NETWORK.onnx[:SIZE[:open-nsfw]]…

Every network reads every picture, in floats, one picture at a time on one thread per process. Prints images per second
of reading, decoding, resizing and inference together; loading is not counted. bench/requirements.txt has the versions.
"""
import io
import json
import multiprocessing
import sys
import tarfile
import time

import numpy as np
import onnxruntime
from PIL import Image

SESSIONS = []


def load(networks):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    for text in networks:
        path, size, kind = (text.split(":") + ["224", ""])[:3] if ":" in text else (text, "224", "")
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        SESSIONS.append((session, int(size), kind))


def squared(picture, size, kind):
    if kind != "open-nsfw":
        return picture.resize((size, size), Image.Resampling.BILINEAR)
    edge = (size * 8 // 7 - size) // 2
    whole = picture.resize((size * 8 // 7, size * 8 // 7), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    whole.crop((edge, edge, edge + size, edge + size)).save(file, format="JPEG")
    return Image.open(file)


def score(data):
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    rows = []
    for session, size, kind in SESSIONS:
        tensor = np.asarray(squared(picture, size, kind), dtype=np.float32)[None]
        rows.append(session.run(None, {"image": tensor})[0][0].tolist())
    return rows


def pictures(path, count):
    with tarfile.open(path) as tar:
        for member in tar:
            if member.name.endswith(".jpg"):
                if count == 0:
                    return
                count -= 1
                yield tar.extractfile(member).read()


def main(path, count, cores, networks):
    with multiprocessing.Pool(cores, load, (networks,)) as pool:
        list(pool.imap_unordered(score, pictures(path, 4 * cores)))
        start = time.perf_counter()
        done = sum(1 for _ in pool.imap_unordered(score, pictures(path, count), chunksize=4))
        print("RESULT", json.dumps(done / (time.perf_counter() - start)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
