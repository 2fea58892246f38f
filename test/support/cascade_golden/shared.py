"""What all golden values are made of: numbers as float32 prints them, the first x, and the network."""

import numpy as np
import torch


def numbers(tensor):
    return [float(str(np.float32(v))) for v in tensor.flatten().tolist()]


def ramp(images=2, channels=3, side=8):
    """Values in [-1, 1) that differ between images, channels and pixels; exact in float32."""
    count = images * channels * side * side
    return ((torch.arange(count) * 389 % 512).float() / 256 - 1).reshape(images, channels, side, side)


def double(x, t):
    return x * (t / (t + 1))
