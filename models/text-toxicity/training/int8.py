"""The trained model as ONNX: fp32, and int8 in three ways."""

import warnings

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from int8_per_token import quantise_embeddings
from rows import LABELS
from train import Classifier, padded, tokenizer

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
BLOCK = 32  # weights per scale


class Shipped(torch.nn.Module):
    """The encoder with only the labels that are shipped, written so that a text does not see its neighbours.

    ORT sums over a middle axis, and multiplies a single row, by other kernels for a batch of one than for more, and
    the last bits then differ. Pooling as a product of [1, tokens] with [tokens, hidden] and the head as a sum of
    products take the same path for every batch.
    """

    def __init__(self, model, names):
        super().__init__()
        keep = [LABELS.index(name) for name in names]
        self.weight, self.bias = model.head.weight.data[keep].clone(), model.head.bias.data[keep].clone()
        self.encoder = model.encoder

    def forward(self, input_ids, attention_mask, token_type_ids):
        hidden = self.encoder(input_ids, attention_mask, token_type_ids).last_hidden_state
        mask = attention_mask.to(hidden.dtype)
        pooled = torch.matmul((mask / mask.sum(1, keepdim=True)).unsqueeze(1), hidden)  # [batch, 1, hidden]
        return (pooled * self.weight).sum(-1) + self.bias


def export_fp32(state, names, path):
    model = Classifier()
    model.load_state_dict(state)
    model = Shipped(model, names).eval()
    ids, mask = padded([e.ids for e in tokenizer().encode_batch(["a dog on a beach", "two people near a red car"])])
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, (ids, mask, torch.zeros_like(ids)), str(path), input_names=INPUTS,
                          output_names=["logits"], opset_version=17, dynamo=False, do_constant_folding=True,
                          dynamic_axes={name: {0: "batch", 1: "tokens"} for name in INPUTS} | {"logits": {0: "batch"}})


def dynamic(source, target, per_channel):
    """ORT's dynamic int8: activations are quantised by the range of the whole tensor, so by the whole batch."""
    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=per_channel)


def blockwise(source, target, accuracy_level):
    """int8 weights in blocks of a column; activations fp32 (level 0) or int8 per row and block (level 4), never per batch."""
    model = onnx.load(source)
    quantise_embeddings(model)
    graph, arrays = model.graph, {t.name: t for t in model.graph.initializer}
    for node in list(graph.node):
        if node.op_type == "MatMul" and node.input[1] in arrays:
            name = node.input[1]
            values = numpy_helper.to_array(arrays.pop(name)).T  # [N, K]
            n, k = values.shape
            blocks = values.reshape(n, k // BLOCK, BLOCK)
            scale = (np.abs(blocks).max(axis=2) / 127).astype(np.float32)
            quantised = np.clip(np.rint(blocks / scale[:, :, None]), -127, 127) + 128  # the zero point is 128
            graph.initializer.remove(next(t for t in graph.initializer if t.name == name))
            graph.initializer.extend([numpy_helper.from_array(quantised.astype(np.uint8), f"{name}_int8"),
                                      numpy_helper.from_array(scale.reshape(-1), f"{name}_scale")])
            position = list(graph.node).index(node)
            graph.node.remove(node)
            graph.node.insert(position, helper.make_node(
                "MatMulNBits", [node.input[0], f"{name}_int8", f"{name}_scale"], list(node.output),
                domain="com.microsoft", K=k, N=n, bits=8, block_size=BLOCK, accuracy_level=accuracy_level))
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, target)


def dequantised(source, target):
    """int8 weights, one scale per output column, DequantizeLinear before an fp32 MatMul."""
    model = onnx.load(source)
    quantise_embeddings(model)
    graph, arrays = model.graph, {t.name: t for t in model.graph.initializer}
    for node in list(graph.node):
        if node.op_type == "MatMul" and node.input[1] in arrays:
            name, values = node.input[1], numpy_helper.to_array(arrays[node.input[1]])
            scale = (np.abs(values).max(axis=0) / 127).astype(np.float32)
            graph.initializer.remove(arrays.pop(name))
            graph.initializer.extend([
                numpy_helper.from_array(np.clip(np.rint(values / scale), -127, 127).astype(np.int8), f"{name}_int8"),
                numpy_helper.from_array(scale, f"{name}_scale"),
                numpy_helper.from_array(np.zeros(len(scale), np.int8), f"{name}_zero")])
            graph.node.insert(list(graph.node).index(node), helper.make_node(
                "DequantizeLinear", [f"{name}_int8", f"{name}_scale", f"{name}_zero"], [name], axis=1))
    onnx.save(model, target)


def session(path, threads=1):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(model, ids):
    tokens, mask = (t.numpy() for t in padded(ids))
    return model.run(["logits"], {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)})[0]


def score(model, texts, size=32):
    """Sigmoid scores, batched by length."""
    ids = [e.ids for e in tokenizer().encode_batch(texts)]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    out = None
    for start in range(0, len(order), size):
        part = order[start : start + size]
        logits = run(model, [ids[i] for i in part])
        out = np.zeros((len(ids), logits.shape[1])) if out is None else out
        out[part] = 1 / (1 + np.exp(-logits.astype(np.float64)))
    return out
