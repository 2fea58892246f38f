"""multilingual-e5-small as torch reads it (BERT: positions from 0, post-LN, erf GELU), with one logit per label."""

import torch

from e5 import HEADS, HIDDEN, INNER, LAYERS, MATRICES, E5File

POSITIONS = 64  # more than the window is never read
F = torch.nn.functional


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for name, (out, into) in MATRICES.items():
            setattr(self, name, torch.nn.Linear(into, out))
        self.aln, self.oln = torch.nn.LayerNorm(HIDDEN, 1e-12), torch.nn.LayerNorm(HIDDEN, 1e-12)

    def forward(self, x, bias, drop=0.0):
        batch, tokens, _ = x.shape
        heads = lambda t: t.view(batch, tokens, HEADS, -1).transpose(1, 2)
        scores = heads(self.q(x)) @ heads(self.k(x)).transpose(2, 3) * (HIDDEN // HEADS) ** -0.5
        mixed = torch.softmax(scores + bias, -1) @ heads(self.v(x))
        mixed = mixed.transpose(1, 2).reshape(batch, tokens, HIDDEN)
        x = self.aln(x + F.dropout(self.ao(mixed), drop, self.training))
        return self.oln(x + F.dropout(self.fo(F.gelu(self.fi(x))), drop, self.training))


class Encoder(torch.nn.Module):
    """Rows of the kept pieces are frozen, so that they ship exactly as the 4 bits that they are."""

    def __init__(self, kept, labels):
        super().__init__()
        file = E5File()
        values, scales = file.words(kept)
        rows = (values.reshape(len(kept), -1, 32).astype("float32") - 8) * scales[:, :, None]
        self.word = torch.nn.Embedding.from_pretrained(torch.from_numpy(rows.reshape(len(kept), HIDDEN)), freeze=True)
        place = file.floats("emb.pos").reshape(-1, HIDDEN)[:POSITIONS] + file.floats("emb.type").reshape(-1, HIDDEN)[:1]
        self.place = torch.nn.Parameter(torch.from_numpy(place), requires_grad=False)
        self.ln = torch.nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = torch.nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.head = torch.nn.Linear(HIDDEN, labels)
        with torch.no_grad():
            norms = {"emb.ln": self.ln}
            for i, layer in enumerate(self.layers):
                norms |= {f"l{i}.aln": layer.aln, f"l{i}.oln": layer.oln}
                for name, shape in MATRICES.items():
                    getattr(layer, name).weight.copy_(torch.from_numpy(file.matrix(f"l{i}.{name}.w", *shape)))
                    getattr(layer, name).bias.copy_(torch.from_numpy(file.floats(f"l{i}.{name}.b")))
            for name, norm in norms.items():
                norm.weight.copy_(torch.from_numpy(file.floats(f"{name}.w")))
                norm.bias.copy_(torch.from_numpy(file.floats(f"{name}.b")))
        self.ln.requires_grad_(False)

    def hidden(self, ids, mask, drop=0.0, frozen=0):
        bias = (1 - mask[:, None, None, :].float()) * -1e4
        with torch.no_grad():
            x = self.ln(self.word(ids) + self.place[: ids.shape[1]])
            for layer in self.layers[:frozen]:
                x = layer(x, bias)
        for layer in self.layers[frozen:]:
            x = layer(x, bias, drop)
        return x

    def forward(self, ids, mask, drop=0.0, frozen=0):
        x = self.hidden(ids, mask, drop, frozen)
        kept = mask.unsqueeze(-1).to(x.dtype)
        return self.head(F.dropout((x * kept).sum(1) / kept.sum(1), drop, self.training))


def padded(ids):
    """Token ids of one batch; <pad> is 1."""
    width = max(map(len, ids))
    tokens, mask = torch.ones(len(ids), width, dtype=torch.long), torch.zeros(len(ids), width, dtype=torch.long)
    for n, i in enumerate(ids):
        tokens[n, : len(i)] = torch.tensor(i)
        mask[n, : len(i)] = 1
    return tokens, mask
