"""The shipped int8 text encoder in PyTorch alone, for a machine without ONNX Runtime.

BERT (Devlin et al. 1810.04805): x = LN(word + position + type); then six times x = LN(x + attention(x)), x = LN(x + MLP(x)).
Every product with weights is that of ../../text-toxicity/training/int8_per_token.py: rows scaled to max|x|/127 and
rounded, times int8 weights. Sums stay below 2²⁴, so float32 holds them exactly. Yet a last bit before a rounding may
flip it: on minilm-l6-v2/training/captions.txt the mean cosine with ONNX Runtime's token vectors is 0.9998.
"""

import numpy as np
import torch
import torch.nn.functional as F

from text import ENCODER

HEADS, LAYERS = 12, 6
PARTS = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"]


def weights(used):
    """What the ONNX file holds, as arrays by name; of the words only those in `used` (token ids)."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(ENCODER / "onnx/model_quantized.onnx").graph
    arrays = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    found = {name.removeprefix("bert."): a for name, a in arrays.items() if name.startswith("bert.")}
    scale_of = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "Mul" and node.input[1].endswith("_scale")}
    for node in graph.node:  # each product is followed by the addition of its bias, which has a name
        names = [name for name in node.input if name.startswith("bert.") and name.endswith(".bias")]
        other = [name for name in node.input if name in scale_of]
        if node.op_type == "Add" and names and other:
            layer, weight = names[0].removeprefix("bert.").removesuffix(".bias"), scale_of[other[0]].removesuffix("_scale")
            found[f"{layer}.int8"], found[f"{layer}.scale"] = arrays[f"{weight}_int8"], arrays[f"{weight}_scale"]
    used = np.array(sorted(used))
    return found | {"ids": used, "words": arrays["words_int8"][used], "words.scale": arrays["words_scale"][used]}


class TorchEncoder:
    """Token ids → token vectors, given `weights`."""

    def __init__(self, arrays, device="cpu"):
        self.device = device
        self.w = {name: torch.from_numpy(a.copy()).to(device) for name, a in arrays.items()}
        self.place = {int(token): i for i, token in enumerate(arrays["ids"])}

    def product(self, x, name):
        scale = x.abs().amax(-1, keepdim=True).clamp(min=1e-12) * np.float32(1 / 127)
        rows = (x / scale).round().clamp(-128, 127)
        return (rows @ self.w[f"{name}.int8"].float()) * scale * self.w[f"{name}.scale"] + self.w[f"{name}.bias"]

    def normal(self, x, name):
        return F.layer_norm(x, x.shape[-1:], self.w[f"{name}.weight"], self.w[f"{name}.bias"], 1e-12)

    @torch.no_grad()
    def run(self, ids):
        """Texts of one length, [B][T] ids → [B, T, 384]."""
        rows = torch.tensor([[self.place[token] for token in one] for one in ids], device=self.device)
        x = self.w["words"][rows].float() * self.w["words.scale"][rows] + self.w["embeddings.token_type_embeddings.weight"][0]
        x = self.normal(x + self.w["embeddings.position_embeddings.weight"][: rows.shape[1]], "embeddings.LayerNorm")
        split = lambda y: y.unflatten(-1, (HEADS, -1)).transpose(1, 2)
        for i in range(LAYERS):
            name = f"encoder.layer.{i}"
            q, k, v = (split(self.product(x, f"{name}.{part}")) for part in PARTS[:3])
            mixed = ((q @ k.transpose(-1, -2)) * q.shape[-1] ** -0.5).softmax(-1) @ v
            x = self.normal(x + self.product(mixed.transpose(1, 2).flatten(2), f"{name}.{PARTS[3]}"), f"{name}.attention.output.LayerNorm")
            x = self.normal(x + self.product(F.gelu(self.product(x, f"{name}.{PARTS[4]}")), f"{name}.{PARTS[5]}"), f"{name}.output.LayerNorm")
        return x

    def encode_ids(self, ids, size=256):
        """One float16 array [tokens, 384] per text, batched by length."""
        lengths, out = {}, [None] * len(ids)
        for i, one in enumerate(ids):
            lengths.setdefault(len(one), []).append(i)
        for members in lengths.values():
            for start in range(0, len(members), size):
                part = members[start : start + size]
                for i, row in zip(part, self.run([ids[i] for i in part]).half().cpu().numpy()):
                    out[i] = row
        return out
