"""The weights of an exported stage as PyTorch reads them: to train on from what ships, without its checkpoint.

Large weights are float16 in the file. GroupNorm's scales and shifts, and the matrices of linear layers over tokens (there
transposed), lost their names in the export: they are numbered in the order in which the network uses them.
"""

import re
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn

NAMELESS = re.compile(r"onnx::(Mul|Add|MatMul)_(\d+)")


def in_use(network, inputs, kind):
    """Names of the modules of a kind in the order in which a forward pass meets them."""
    met = []
    hooks = [module.register_forward_hook(lambda *_, name=name: met.append(name))
             for name, module in network.named_modules() if isinstance(module, kind)]
    with torch.no_grad():
        network(*inputs)
    for hook in hooks:
        hook.remove()
    return met


def restored(network, path, inputs):
    """Loads the weights of the ONNX file into the network. Fails if one is missing, left over, or of another shape."""
    state, nameless = {}, {"Mul": {}, "Add": {}, "MatMul": {}}
    for tensor in onnx.load(Path(path)).graph.initializer:
        name, value = tensor.name.removesuffix("_half"), torch.from_numpy(numpy_helper.to_array(tensor).astype("float32"))
        found = NAMELESS.fullmatch(name)
        if found:
            nameless[found[1]][int(found[2])] = value
        else:
            state[name] = value
    ordered = {kind: [values[number] for number in sorted(values)] for kind, values in nameless.items()}
    for norm, scale, shift in zip(in_use(network, inputs, nn.GroupNorm), ordered["Mul"], ordered["Add"], strict=True):
        state[f"{norm}.weight"], state[f"{norm}.bias"] = scale.flatten(), shift.flatten()
    linears = [name for name in in_use(network, inputs, nn.Linear) if f"{name}.weight" not in state]
    for linear, matrix in zip(linears, ordered["MatMul"], strict=True):
        state[f"{linear}.weight"] = matrix.T.contiguous()
    network.load_state_dict(state)
    return network
