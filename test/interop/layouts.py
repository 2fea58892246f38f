"""Writes datasets as other people's tools store them, a folder each: layouts.py FOLDER. Prints their names as JSON."""

import csv
import io
import json
import os
import struct
import sys
import tarfile
import zipfile

import datasets
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
import webdataset as wds
from PIL import Image

datasets.disable_progress_bars()
home = sys.argv[1]
layouts = {}


def layout(write):
    """Names a layout after its function."""
    layouts[write.__name__.replace("_", "-")] = write
    return write


def picture(n, kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (12 + n, 8), (40 * n % 256, 200 - 20 * n % 200, 90)).save(out, kind)
    return out.getvalue()


def put(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def url(n):
    return f"https://example.org/{n}.jpg"


IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])


def structs(numbers):
    return pa.array([{"bytes": picture(n), "path": f"{n}.jpg"} for n in numbers], IMAGE)


def texts(numbers):
    return [f"picture number {n}" for n in numbers]


@layout
def pyarrow_laion_urls():
    pq.write_table(pa.table({
        "SAMPLE_ID": pa.array(range(5), pa.int64()), "URL": [url(n) for n in range(5)], "TEXT": texts(range(5)),
        "HEIGHT": pa.array([100] * 5, pa.int32()), "NSFW": ["UNLIKELY", "UNSURE", "NSFW", "UNLIKELY", None],
        "similarity": pa.array([0.3, 0.31, 0.32, None, 0.4], pa.float64()), "punsafe": pa.array([0.0, 1.0, 0.5, 0.1, 0.2], pa.float32()),
    }), "laion.parquet")


@layout
def pyarrow_datacomp_urls():
    pq.write_table(pa.table({
        "uid": [f"{n:032x}" for n in range(4)], "url": [url(n) for n in range(4)], "text": texts(range(4)),
        "clip_l14_similarity_score": [0.2, 0.25, 0.3, 0.35], "face_bboxes": pa.array([[], [[0.1, 0.2, 0.3, 0.4]], [], []], pa.list_(pa.list_(pa.float64()))),
    }), "metadata.parquet", compression="zstd")


@layout
def pyarrow_image_structs():
    pq.write_table(pa.table({"image": structs(range(3)), "text": texts(range(3))}), "data.parquet")


@layout
def pyarrow_image_bytes():
    pq.write_table(pa.table({"key": [f"{n:09d}" for n in range(3)], "jpg": [picture(n) for n in range(3)], "caption": texts(range(3)), "width": [12, 13, 14]}), "00000.parquet")


@layout
def pyarrow_splits():
    os.mkdir("data")
    for name, numbers in (("train-00000-of-00002", (0, 1)), ("train-00001-of-00002", (2,)), ("test-00000-of-00001", (3, 4))):
        pq.write_table(pa.table({"image": structs(numbers), "text": texts(numbers)}), f"data/{name}.parquet", row_group_size=1)


@layout
def pyarrow_caption_lists():
    captions = [[f"first {n}", f"second {n}"] for n in range(3)]
    pq.write_table(pa.table({"image": structs(range(3)), "captions": captions, "sha": [b"\0\1", b"\2", b"\3"]}), "data.parquet")


@layout
def pyarrow_nested():
    turns = [[{"from": "human", "value": "<image> what is it?"}, {"from": "gpt", "value": text}] for text in texts(range(3))]
    pq.write_table(pa.table({"image": structs(range(3)), "conversations": turns, "meta": [{"a": 1}] * 3}), "data.parquet")


@layout
def pyarrow_nulls():
    pq.write_table(pa.table({"image": structs(range(3)), "text": ["a picture", None, "another"], "rating": pa.array([1, None, 3], pa.int32()), "good": pa.array([True, None, False])}), "data.parquet")


@layout
def pyarrow_two_schemas():
    pq.write_table(pa.table({"URL": [url(0)], "TEXT": texts([0])}), "a.parquet")
    pq.write_table(pa.table({"URL": [url(1)], "TEXT": texts([1]), "pwatermark": [0.5]}), "b.parquet")


@layout
def pyarrow_csv_urls():
    pyarrow.csv.write_csv(pa.table({"url": [url(n) for n in range(4)], "caption": ['plain', 'with, comma', 'and "quotes"', 'two\nlines'], "score": [0.5, 1, 2, 3]}), "urls.csv")


@layout
def pyarrow_feather():
    pyarrow.feather.write_feather(pa.table({"image": structs(range(3)), "text": texts(range(3))}), "data.feather")


def pictures(count):
    features = datasets.Features({"image": datasets.Image(), "text": datasets.Value("string"), "label": datasets.ClassLabel(names=["cat", "dog"])})
    rows = {"image": [{"bytes": picture(n), "path": None} for n in range(count)], "text": texts(range(count)), "label": [n % 2 for n in range(count)]}
    return datasets.Dataset.from_dict(rows, features=features)


@layout
def datasets_parquet():
    pictures(4).to_parquet("train.parquet")


@layout
def datasets_parquet_splits():
    for split, count in (("train", 3), ("validation", 2)):
        pictures(count).to_parquet(f"data/{split}-00000-of-00001.parquet")


@layout
def datasets_jsonl_urls():
    datasets.Dataset.from_dict({"url": [url(n) for n in range(4)], "caption": texts(range(4)), "aesthetic": [4.5, 5.0, 6.1, 3.2]}).to_json("urls.jsonl")


@layout
def datasets_csv_urls():
    datasets.Dataset.from_dict({"url": [url(n) for n in range(4)], "caption": texts(range(4)), "width": [1, 2, 3, 4]}).to_csv("urls.csv")


@layout
def datasets_saved():
    pictures(3).save_to_disk("saved")


@layout
def webdataset_jpg_txt():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(4):
            sink.write({"__key__": f"{n:06d}", "jpg": picture(n), "txt": texts([n])[0]})


@layout
def webdataset_png_cls():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(3):
            sink.write({"__key__": f"sample{n}", "png": picture(n, "PNG"), "txt": texts([n])[0], "cls": n})


@layout
def webdataset_shards():
    for shard in range(3):
        with wds.TarWriter(f"shard-{shard:05d}.tar") as sink:
            for n in range(2):
                sink.write({"__key__": f"{shard}-{n}", "jpg": picture(n), "txt": texts([n])[0]})


@layout
def webdataset_splits():
    for split, count in (("train", 3), ("test", 2)):
        with wds.TarWriter(f"{split}-00000.tar") as sink:
            for n in range(count):
                sink.write({"__key__": f"{split}{n}", "jpg": picture(n), "txt": texts([n])[0]})


@layout
def webdataset_folders():
    with wds.TarWriter("00000.tar") as sink:
        for folder in "ab":
            for n in range(2):
                sink.write({"__key__": f"{folder}/{n}", "jpg": picture(n), "txt": texts([n])[0]})


@layout
def webdataset_images_alone():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(3):
            sink.write({"__key__": f"{n:06d}", "jpg": picture(n)})


@layout
def webdataset_jpg_and_png():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(4):
            kind = ("jpg", "JPEG") if n < 2 else ("png", "PNG")
            sink.write({"__key__": f"{n:06d}", kind[0]: picture(n, kind[1]), "txt": texts([n])[0]})


@layout
def webdataset_json_captions():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(3):
            sink.write({"__key__": f"{n:06d}", "jpg": picture(n), "json": {"caption": texts([n])[0], "width": 12}})


@layout
def webdataset_some_without_text():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(4):
            sink.write({"__key__": f"{n:06d}", "jpg": picture(n), **({"txt": texts([n])[0]} if n != 2 else {})})


@layout
def webdataset_gzip():
    with wds.TarWriter("00000.tar.gz") as sink:
        for n in range(3):
            sink.write({"__key__": f"{n:06d}", "jpg": picture(n), "txt": texts([n])[0]})


def downloads():
    rows = []
    for n in range(5):
        good = n != 3
        rows.append({"url": url(n), "caption": texts([n])[0], "key": f"{n:09d}", "status": "success" if good else "failed_to_download",
                     "error_message": None if good else "HTTP Error 404", "width": 12 if good else None, "height": 8 if good else None})
    return rows


@layout
def img2dataset_webdataset():
    rows = downloads()
    with tarfile.open("00000.tar", "w", format=tarfile.USTAR_FORMAT) as tar:
        for n, row in enumerate(rows):
            if row["status"] != "success":
                continue
            for ending, data in (("jpg", picture(n)), ("json", json.dumps(row).encode()), ("txt", row["caption"].encode())):
                info = tarfile.TarInfo(f"{row['key']}.{ending}")
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    pq.write_table(pa.Table.from_pylist(rows), "00000.parquet")
    put("00000_stats.json", json.dumps({"count": 5, "successes": 4}))


@layout
def img2dataset_files():
    rows = downloads()
    for n, row in enumerate(rows):
        if row["status"] == "success":
            for ending, data in (("jpg", picture(n)), ("json", json.dumps(row)), ("txt", row["caption"])):
                put(f"00000/{row['key']}.{ending}", data)
    pq.write_table(pa.Table.from_pylist(rows), "00000.parquet")


@layout
def img2dataset_parquet():
    rows = [{**row, "jpg": picture(n)} for n, row in enumerate(downloads()) if row["status"] == "success"]
    pq.write_table(pa.Table.from_pylist(rows), "00000.parquet")


def imagefolder(folder, numbers, kind="jpg"):
    for n in numbers:
        put(f"{folder}{n}.{kind}", picture(n, "PNG" if kind == "png" else "JPEG"))


def jsonl(path, rows):
    put(path, "".join(f"{json.dumps(row)}\n" for row in rows))


@layout
def imagefolder_jsonl():
    imagefolder("", range(3))
    jsonl("metadata.jsonl", [{"file_name": f"{n}.jpg", "text": texts([n])[0], "rating": n} for n in range(3)])


@layout
def imagefolder_splits():
    for split, numbers in (("train", range(3)), ("test", range(3, 5))):
        imagefolder(f"{split}/", numbers)
        jsonl(f"{split}/metadata.jsonl", [{"file_name": f"{n}.jpg", "text": texts([n])[0]} for n in numbers])


@layout
def imagefolder_csv():
    imagefolder("images/", range(3), "png")
    with open("metadata.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file_name", "text"])
        rows.writerows([f"images/{n}.png", f'with, comma and "{n}"'] for n in range(3))


@layout
def imagefolder_parquet():
    imagefolder("", range(3))
    pq.write_table(pa.table({"file_name": [f"{n}.jpg" for n in range(3)], "text": texts(range(3))}), "metadata.parquet")


@layout
def coco_captions():
    imagefolder("val2017/", range(3))
    images = [{"id": 10 + n, "file_name": f"{n}.jpg", "width": 12 + n, "height": 8} for n in range(3)]
    captions = [{"id": 100 + n, "image_id": 10 + n % 3, "caption": f"caption {n}"} for n in range(5)]
    put("annotations/captions_val2017.json", json.dumps({"images": images, "annotations": captions}))


@layout
def folder_jpg_txt():
    for n in range(3):
        put(f"deep/{n}.jpg", picture(n))
        put(f"deep/{n}.txt", texts([n])[0])


@layout
def zip_jpg_txt():
    with zipfile.ZipFile("pairs.zip", "w") as archive:
        for n in range(3):
            archive.writestr(f"{n}.jpg", picture(n))
            archive.writestr(f"{n}.txt", texts([n])[0])


@layout
def json_list_of_urls():
    put("urls.json", json.dumps([{"url": url(n), "caption": texts([n])[0], "score": n / 2} for n in range(4)]))


@layout
def llava_json():
    imagefolder("images/", range(3))
    rows = [{"id": f"{n:03d}", "image": f"images/{n}.jpg", "conversations": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": texts([n])[0]}]} for n in range(3)]
    put("llava.json", json.dumps(rows))


@layout
def tsv_header():
    put("urls.tsv", "caption\turl\n" + "".join(f"{texts([n])[0]}\t{url(n)}\n" for n in range(4)))


@layout
def tsv_bare():
    put("cc3m.tsv", "".join(f"{texts([n])[0]}\t{url(n)}\n" for n in range(4)))


@layout
def pyarrow_stream():
    table = pa.table({"image": structs(range(3)), "text": texts(range(3))})
    with pa.ipc.new_stream("data.arrow", table.schema) as sink:
        sink.write_table(table, max_chunksize=2)


@layout
def pyarrow_large():
    pq.write_table(pa.table({"url": [url(n) for n in range(12_000)], "caption": texts(range(12_000))}), "data.parquet", row_group_size=3_000)


@layout
def pyarrow_many_files():
    for n in range(23):
        pq.write_table(pa.table({"url": [url(n)], "caption": texts([n])}), f"part-{n:05d}.parquet")


@layout
def pyarrow_zstd_csv():
    with pa.CompressedOutputStream("urls.csv.zst", "zstd") as sink:
        pyarrow.csv.write_csv(pa.table({"url": [url(n) for n in range(4)], "caption": texts(range(4))}), sink)


@layout
def pyarrow_bare_csv():
    rows = pa.table({"url": [url(n) for n in range(4)], "caption": ["plain", "with, comma", 'and "quotes"', "two\nlines"]})
    pyarrow.csv.write_csv(rows, "urls.csv", pyarrow.csv.WriteOptions(include_header=False))


@layout
def datasets_saved_splits():
    datasets.DatasetDict({"train": pictures(3), "test": pictures(2)}).save_to_disk("saved")


@layout
def webdataset_zstd():
    with pa.CompressedOutputStream("00000.tar.zst", "zstd") as stream, wds.TarWriter(stream) as sink:
        for n in range(3):
            sink.write({"__key__": f"{n:06d}", "jpg": picture(n), "txt": texts([n])[0]})


@layout
def webdataset_same_stems():
    for shard in range(3):
        with wds.TarWriter(f"{shard:05d}.tar") as sink:
            for n in range(2):
                sink.write({"__key__": f"{n:06d}", "jpg": picture(n + shard), "txt": texts([n + shard])[0]})


@layout
def webdataset_same_stems_in_one():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(4):
            sink.write({"__key__": f"{n % 3:06d}", "jpg": picture(n), "txt": texts([n])[0]})


@layout
def webdataset_webp():
    with wds.TarWriter("00000.tar") as sink:
        for n in range(3):
            sink.write({"__key__": f"{n:06d}", "webp": picture(n, "WEBP"), "txt": texts([n])[0]})


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)


def varint(n):
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + varint(n >> 7)


def sub(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


@layout
def img2dataset_tfrecord():
    with open("00000.tfrecord", "wb") as out:
        for n in range(3):
            values = {b"key": b"%09d" % n, b"jpg": picture(n), b"caption": texts([n])[0].encode()}
            features = b"".join(sub(1, sub(1, key) + sub(2, sub(1, sub(1, value)))) for key, value in values.items())
            record = sub(1, features)
            length = struct.pack("<Q", len(record))
            out.write(length + crc32c(length) + record + crc32c(record))


def zipped(name, files):
    with zipfile.ZipFile(name, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)


def lines(rows):
    return "".join(f"{json.dumps(row)}\n" for row in rows)


@layout
def zip_imagefolder():
    rows = [{"file_name": f"{n}.jpg", "text": texts([n])[0]} for n in range(3)]
    zipped("data.zip", {"metadata.jsonl": lines(rows), **{f"{n}.jpg": picture(n) for n in range(3)}})


@layout
def zip_splits():
    for split, numbers in (("train", range(3)), ("test", range(3, 5))):
        zipped(f"{split}.zip", {name: data for n in numbers for name, data in ((f"{n}.jpg", picture(n)), (f"{n}.txt", texts([n])[0]))})


@layout
def zip_side_by_side():
    zipped("images.zip", {f"images/{n}.jpg": picture(n) for n in range(3)})
    zipped("captions.zip", {f"captions/{n}.txt": texts([n])[0] for n in range(3)})


@layout
def zip_csv_urls():
    zipped("urls.zip", {"in/urls.csv": "url,caption\n" + "".join(f"{url(n)},{texts([n])[0]}\n" for n in range(4))})


@layout
def zip_coco():
    images = [{"id": 10 + n, "file_name": f"{n}.jpg"} for n in range(3)]
    captions = [{"id": 100 + n, "image_id": 10 + n % 3, "caption": f"caption {n}"} for n in range(5)]
    files = {f"val2017/{n}.jpg": picture(n) for n in range(3)}
    zipped("coco.zip", {"annotations/captions_val2017.json": json.dumps({"images": images, "annotations": captions}), **files})


@layout
def zip_coco_of_two():
    images = [{"id": 10 + n, "file_name": f"{n}.jpg"} for n in range(3)]
    captions = [{"id": 100 + n, "image_id": 10 + n % 3, "caption": f"caption {n}"} for n in range(5)]
    zipped("annotations.zip", {"annotations/captions_val2017.json": json.dumps({"images": images, "annotations": captions})})
    zipped("val2017.zip", {f"val2017/{n}.jpg": picture(n) for n in range(3)})


@layout
def zip_wrapped():
    rows = [{"file_name": f"images/{n}.jpg", "text": texts([n])[0]} for n in range(3)]
    zipped("data.zip", {"data/metadata.jsonl": lines(rows), **{f"data/images/{n}.jpg": picture(n) for n in range(3)}})


@layout
def csv_and_zip_of_pictures():
    zipped("images.zip", {f"images/{n}.jpg": picture(n) for n in range(3)})
    put("captions.csv", "image,caption\n" + "".join(f"images/{n}.jpg,{texts([n])[0]}\n" for n in range(3)))


@layout
def csv_semicolons():
    put("urls.csv", "url;caption\n" + "".join(f"{url(n)};{texts([n])[0]}\n" for n in range(4)))


@layout
def tsv_bare_commas():
    put("cc12m.tsv", "".join(f"{url(n)}\twith{', a comma' * n}\n" for n in range(4)))


@layout
def folder_webp_txt():
    for n in range(3):
        put(f"{n}.webp", picture(n, "WEBP"))
        put(f"{n}.txt", texts([n])[0])


@layout
def folder_captions_apart():
    for n in range(3):
        put(f"images/{n}.jpg", picture(n))
        put(f"captions/{n}.txt", texts([n])[0])


@layout
def folder_languages():
    for n in range(3):
        put(f"images/{n}.jpg", picture(n))
        put(f"en/{n}.txt", texts([n])[0])
        put(f"fr/{n}.txt", f"image numéro {n}")


@layout
def json_by_name():
    imagefolder("images/", range(3))
    put("captions.json", json.dumps({f"{n}.jpg": texts([n])[0] for n in range(3)}))


@layout
def json_columns():
    put("urls.json", json.dumps({"url": [url(n) for n in range(4)], "caption": texts(range(4))}))


@layout
def csv_utf16():
    put("urls.csv", ("url,caption\n" + "".join(f"{url(n)},{texts([n])[0]}\n" for n in range(4))).encode("utf-16"))


for name, write in layouts.items():
    os.makedirs(os.path.join(home, name))
    os.chdir(os.path.join(home, name))
    write()
print(json.dumps(list(layouts)))
