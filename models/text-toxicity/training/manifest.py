"""Writes ../model.json from the exported files and ../thresholds.json: the last step of the recipe."""

import hashlib
import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
FILES = ["onnx/model_quantized.onnx", "tokenizer.json", "tokenizer_config.json", "config.json"]


def entry(path: str) -> dict:
    data = (FOLDER / path).read_bytes()
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def main() -> None:
    labels = [name for _, name in sorted(json.loads((FOLDER / "config.json").read_text())["id2label"].items(), key=lambda kv: int(kv[0]))]
    chosen = json.loads((FOLDER / "thresholds.json").read_text())
    manifest = {
        "id": "text-toxicity",
        "kind": "text-classifier",
        "title": "Toxic captions, MiniLM-L6 (five labels, int8)",
        "license": "Apache-2.0",
        "source": "fine-tuned by models/text-toxicity/training from all-MiniLM-L6-v2 (Apache-2.0); see its card for the data",
        "files": [entry(path) for path in FILES],
        "onnx": FILES[0],
        "maxTokens": 64,
        "labels": labels,
        "activation": "sigmoid",
        "tolerance": 0.02,
        "thresholds": {"rule": chosen["rule"], "values": chosen["thresholds"]},
    }
    (FOLDER / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
