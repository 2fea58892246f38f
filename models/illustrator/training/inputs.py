"""Inputs of a network that any language can make again: for tracing, for golden values."""

import numpy as np

from network import TEXT
from text import TOKENS

NAMES = ["sample", "timestep", "encoder_hidden_states", "encoder_attention_mask", "class_labels"]


def fixed_inputs(stage, batch=2):
    """Inputs that any language can make again: sines of a running index, in float64, rounded to float32."""
    size, low = stage["size"], bool(stage["low"])
    wave = lambda shape, rate: np.sin(np.arange(np.prod(shape), dtype=np.float64) * rate).astype(np.float32).reshape(shape)
    mask = np.ones((batch, TOKENS), np.int64)
    mask[0, 7:] = 0
    inputs = {"sample": wave((batch, 6 if low else 3, size, size), 0.37), "timestep": np.array([999, 250][:batch], np.int64),
              "encoder_hidden_states": wave((batch, TOKENS, TEXT), 0.11) * np.float32(0.5), "encoder_attention_mask": mask}
    return inputs | ({"class_labels": np.array([100, 0][:batch], np.int64)} if low else {})
