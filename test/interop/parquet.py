"""Writes into the folder named a Parquet file of each encoding, page kind and compression, and prints their rows."""

import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq

folder = sys.argv[1]
rows = 3000
text = [f"caption {n} of {n % 7}" for n in range(rows)]
table = pa.table(
    {
        "caption": text,
        "absent": [None if n % 3 == 0 else f"word {n % 11}" for n in range(rows)],
        "number": pa.array([n * n - 500 for n in range(rows)], pa.int32()),
        "large": pa.array([None if n % 5 == 0 else n * 2**20 for n in range(rows)], pa.int64()),
        "part": [n / 4 for n in range(rows)],
        "flag": [None if n % 17 == 0 else n % 2 == 0 for n in range(rows)],
        "words": [None if n % 13 == 0 else [f"w{i}" for i in range(n % 4)] for n in range(rows)],
        "named": [{"a": f"a{n % 5}", "b": None if n % 2 else n} for n in range(rows)],
    }
)
flat = ["caption", "absent", "number", "large", "part", "flag"]
delta = {
    "caption": "DELTA_BYTE_ARRAY",
    "absent": "DELTA_LENGTH_BYTE_ARRAY",
    "number": "DELTA_BINARY_PACKED",
    "large": "DELTA_BINARY_PACKED",
    "part": "BYTE_STREAM_SPLIT",
    "flag": "RLE",
}
kinds = {}
for version in ("1.0", "2.0"):
    for codec in ("none", "snappy", "gzip", "zstd", "brotli", "lz4"):
        kinds[f"{codec}-{version}"] = (table, {"compression": codec, "data_page_version": version})
    index = {"write_page_index": True, "data_page_version": version, "data_page_size": 2000, "row_group_size": 2500}
    kinds[f"index-{version}"] = (table.select(flat), index)
    kinds[f"plain-{version}"] = (table, {"use_dictionary": False, "data_page_version": version})
    encoded = {"use_dictionary": False, "column_encoding": delta, "data_page_version": version}
    kinds[f"delta-{version}"] = (table.select(flat), encoded)
for name, (data, options) in kinds.items():
    pq.write_table(data, f"{folder}/{name}.parquet", **{"data_page_size": 5000, **options})
print(json.dumps({name: data.to_pylist() for name, (data, _) in kinds.items()}))
