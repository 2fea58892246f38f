"""int8 with a scale per token: integer matrix products, yet no text sees its neighbours in the batch.

Every row x of an activation (one token) is divided by max|x|/127, rounded to uint8 around 128, multiplied with
int8 weights (a scale per output column) in MatMulInteger, and scaled back. Weights keep 7 bits (±63): the sums
of two products then fit 16 bits, so CPUs without VNNI, which saturate there, give the same numbers.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper


def quantise_embeddings(model):
    """Word embeddings as int8 with one scale per row: Gather, Cast, Mul. Exact for every batch."""
    graph = model.graph
    word = max(graph.initializer, key=lambda tensor: np.prod(tensor.dims))
    values = numpy_helper.to_array(word)
    scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8).astype(np.float32) / 127
    quantised = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
    node = next(n for n in graph.node if n.op_type == "Gather" and n.input[0] == word.name)
    position, ids, out = list(graph.node).index(node), node.input[1], node.output[0]
    graph.node.remove(node)
    graph.initializer.remove(word)
    graph.initializer.extend([numpy_helper.from_array(quantised, "words_int8"),
                              numpy_helper.from_array(scale, "words_scale")])
    for offset, new in enumerate([
        helper.make_node("Gather", ["words_int8", ids], ["words_row"]),
        helper.make_node("Cast", ["words_row"], ["words_float"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", ["words_scale", ids], ["words_row_scale"]),
        helper.make_node("Mul", ["words_float", "words_row_scale"], [out]),
    ]):
        graph.node.insert(position + offset, new)


def per_token(source, target, levels=63, unsigned=False, rows_of_words=quantise_embeddings):
    model = onnx.load(source)
    rows_of_words(model)
    graph, arrays = model.graph, {t.name: t for t in model.graph.initializer}
    constants = {"pt_127": np.float32(1 / 127), "pt_tiny": np.float32(1e-12), "pt_one": np.float32(1), "pt_128": np.uint8(128)}
    graph.initializer.extend(numpy_helper.from_array(np.array(v), k) for k, v in constants.items())
    rows, nodes = {}, []

    def quantised_rows(name):
        """uint8 rows and their scales, shared by all products that read the same activation."""
        if name not in rows:
            base = f"pt{len(rows)}"
            nodes.extend([
                helper.make_node("Abs", [name], [f"{base}_abs"]),
                helper.make_node("ReduceMax", [f"{base}_abs"], [f"{base}_max"], axes=[-1], keepdims=1),
                helper.make_node("Max", [f"{base}_max", "pt_tiny"], [f"{base}_safe"]),
                helper.make_node("Mul", [f"{base}_safe", "pt_127"], [f"{base}_scale"]),
                helper.make_node("Div", [name, f"{base}_scale"], [f"{base}_unit"]),
                helper.make_node("QuantizeLinear", [f"{base}_unit", "pt_one", "pt_128"], [f"{base}_rows"]),
            ])
            rows[name] = (f"{base}_rows", f"{base}_scale")
        return rows[name]

    for node in list(graph.node):
        if node.op_type != "MatMul" or node.input[1] not in arrays:
            nodes.append(node)
            continue
        name, out = node.input[1], node.output[0]
        values = numpy_helper.to_array(arrays[name])
        scale = (np.abs(values).max(axis=0) / levels).astype(np.float32)
        weight = np.clip(np.rint(values / scale), -levels, levels).astype(np.int8)
        if unsigned:
            weight = (weight.astype(np.int16) + 128).astype(np.uint8)
        graph.initializer.remove(next(t for t in graph.initializer if t.name == name))
        graph.initializer.extend([numpy_helper.from_array(weight, f"{name}_int8"), numpy_helper.from_array(scale, f"{name}_scale")])
        integers, row_scale = quantised_rows(node.input[0])
        nodes.extend([
            helper.make_node("MatMulInteger", [integers, f"{name}_int8", "pt_128", *(["pt_128"] if unsigned else [])], [f"{out}_sum"]),
            helper.make_node("Cast", [f"{out}_sum"], [f"{out}_float"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{out}_float", row_scale], [f"{out}_row"]),
            helper.make_node("Mul", [f"{out}_row", f"{name}_scale"], [out]),
        ])
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)
