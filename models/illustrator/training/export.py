"""Exports a cascade's EMA weights to ONNX, checks them against PyTorch, and writes model.json and golden.json.

    python export.py --facts facts.json --base RUN --super RUN
    python export.py --facts facts.json --base RUN --into FOLDER     # to look at, or to start another run from

RUN is a run's folder (its state of the lowest validation loss) or one of its states. The lineage is that of the runs.
facts.json holds what no run knows: id, title, licence, source, and how each stage is sampled by default.
"""

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper

from inputs import NAMES, fixed_inputs
from lineage import shipped_lineage
from network import parameters
from state import load
from text import TOKENS

SHOWN = 48  # values of each output in golden.json


def half_weights(path, target):
    """Stores large weights as float16 with a Cast to float32 behind them: half the bytes, the same arithmetic."""
    model = onnx.load(path)
    casts = []
    for tensor in list(model.graph.initializer):
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= 256:
            values = numpy_helper.to_array(tensor).astype(np.float16)
            casts.append(helper.make_node("Cast", [f"{tensor.name}_half"], [tensor.name], to=TensorProto.FLOAT))
            model.graph.initializer.remove(tensor)
            model.graph.initializer.append(numpy_helper.from_array(values, f"{tensor.name}_half"))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    onnx.checker.check_model(model)
    onnx.save(model, target)


def export(network, stage, target):
    """@returns what PyTorch and ONNX Runtime make of the fixed inputs, for the card and the tests"""
    inputs = fixed_inputs(stage)
    tensors = tuple(torch.from_numpy(array) for array in inputs.values())
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(network, tensors, str(plain), input_names=NAMES[: len(inputs)], output_names=["out_sample"],
                          opset_version=17, dynamo=False, do_constant_folding=True,
                          dynamic_axes={name: {0: "batch"} for name in [*inputs, "out_sample"]})
        half_weights(plain, target)
        expected = network(*tensors).numpy()
    session = ort.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    made = session.run(["out_sample"], inputs)[0]
    alone = session.run(["out_sample"], {name: array[:1] for name, array in inputs.items()})[0]
    places = np.linspace(0, expected.size - 1, SHOWN).astype(int)
    return {"shape": list(expected.shape), "largest_difference": float(np.abs(expected - made).max()),
            "largest_change_by_batch": float(np.abs(made[:1] - alone).max()), "mean": float(expected.mean()),
            "deviation": float(expected.std()), "places": places.tolist(),
            "values": [round(float(v), 6) for v in expected.reshape(-1)[places]]}


def entry(folder, name):
    data = (folder / name).read_bytes()
    return {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=Path, required=True)
    parser.add_argument("--base")
    parser.add_argument("--super", dest="enlarger")
    parser.add_argument("--into", type=Path, help="a folder to export to, instead of the model's; it may come of a rehearsal")
    args = parser.parse_args()
    facts = json.loads(args.facts.read_text())
    runs = {name: load(run) for name, run in (("base", args.base), ("super", args.enlarger)) if run is not None}
    if not runs:
        parser.error("wanted --base RUN, --super RUN, or both")
    lineage = shipped_lineage([trained.pop("origin") for _, _, trained in runs.values()], rehearsal=args.into is not None)
    folder = args.into or args.facts.resolve().parents[1]
    folder.mkdir(parents=True, exist_ok=True)
    golden, stages = {}, []
    for name, (network, stage, trained) in runs.items():
        golden[name] = export(network, stage, folder / f"{name}.onnx")
        print(name, f"{parameters(network):,} parameters,", trained, "difference", golden[name]["largest_difference"])
        stages.append({"id": name, "onnx": f"{name}.onnx", "size": stage["size"], "channels": 3, "prediction": "v",
                       "schedule": {"kind": "squared-cosine", "timesteps": 1000}, **facts["stages"][name]})
    # Written by `sluice gate hashes`; a model without it is judged without the search for copies.
    hashes = ["training.phash"] if (folder / "training.phash").exists() else []
    manifest = {**{key: facts[key] for key in ("id", "title", "license", "source")}, "kind": "cascade",
                "files": [entry(folder, name) for name in [*(stage["onnx"] for stage in stages), *hashes]],
                "textEncoder": {"model": "minilm-l6-v2", "maxTokens": TOKENS}, "lineage": lineage, "stages": stages}
    (folder / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
