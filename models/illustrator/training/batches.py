"""Draws what one training step needs: pictures, noised; captions; crops, shifts and noise-conditioning augmentation."""

import numpy as np
import torch

from diffusion import noised, stratified, upsampled, velocity

LEVELS = 300  # noise-conditioning augmentation is drawn from timesteps below this one, denser near 0


def shifted(pictures, most, rng):
    """Moves each picture by up to `most` pixels; white comes in."""
    if most == 0:
        return pictures
    size = pictures.shape[-1]
    wide = torch.nn.functional.pad(pictures, (most,) * 4, value=1.0)
    places = rng.integers(0, 2 * most + 1, (len(pictures), 2))
    return torch.stack([wide[i, :, y : y + size, x : x + size] for i, (y, x) in enumerate(places)])


class Batches:
    """Draws what one step needs: network input and target."""

    def __init__(self, pack, stage, seed):
        self.pack, self.stage = pack, stage
        self.rng, self.noise = np.random.default_rng(seed), torch.Generator().manual_seed(seed)

    def gaussian(self, shape):
        return torch.randn(shape, generator=self.noise).to(self.pack.device)

    def draw(self, pairs, dropout):
        """(arguments of the network, target v)"""
        stage, pack = self.stage, self.pack
        text, mask = pack.draw(pairs, self.rng, dropout, stage.keyworded)
        if stage.wander:
            text = self.wandered(text, mask)
        clean = pack.pictures(pairs, stage.size)
        t = stratified(len(pairs), self.noise, pack.device)
        if not stage.low:
            clean = shifted(clean, stage.shift, self.rng)
            noise = self.gaussian(clean.shape)
            return (noised(clean, t, noise), t, text, mask), velocity(clean, t, noise)
        low = self.degraded(pack.pictures(pairs, stage.low))
        guide = upsampled(low, stage.size)
        level = (LEVELS * torch.rand(len(pairs), generator=self.noise).square()).long().to(pack.device)
        clean, guide = self.cropped(clean, guide)
        guide = noised(guide, level, self.gaussian(guide.shape))
        noise = self.gaussian(clean.shape)
        x = torch.cat([noised(clean, t, noise), guide], dim=1)
        return (x, t, text, mask, level), velocity(clean, t, noise)

    def wandered(self, text, mask):
        """Moves each caption's vectors towards another's, by up to `wander` of the way between that one and the mean.

        Captions of pictures that are never seen lie between those that are. The empty caption stays.
        """
        shown = mask[:, :, None].float()
        middle = (text * shown).sum(1) / shown.sum(1)
        other = torch.from_numpy(self.rng.permutation(len(text))).to(text.device)
        far = self.stage.wander * torch.rand(len(text), generator=self.noise).to(text.device)
        far = far * (mask.sum(1) > 2)  # the empty caption is its two marks alone
        return text + far[:, None, None] * (middle[other] - middle.mean(0))[:, None]

    def degraded(self, low):
        """A fifth of the small pictures are blurred a little, as a base stage's are; all lie on 8 bits."""
        chosen = torch.from_numpy(self.rng.random(len(low)) < 0.2).to(low.device)
        padded = torch.nn.functional.pad(low, (1,) * 4, mode="replicate")
        blurred = torch.nn.functional.avg_pool2d(padded, 3, stride=1)
        mixed = torch.where(chosen[:, None, None, None], 0.5 * low + 0.5 * blurred, low)
        return ((mixed + 1) * 127.5).round() / 127.5 - 1

    def cropped(self, clean, guide):
        """The same crop of both. A quarter of the steps see whole pictures, a few of them, as generation does."""
        crop, size = self.stage.crop, self.stage.size
        if not crop or len(clean) < self.stage.batch:
            return clean, guide
        places = self.rng.integers(0, (size - crop) // 4 + 1, (len(clean), 2)) * 4
        cut = lambda images: torch.stack([image[:, y : y + crop, x : x + crop] for image, (y, x) in zip(images, places)])
        return cut(clean), cut(guide)

    def size(self):
        """Pictures in the next step."""
        whole = self.stage.crop and self.rng.random() < 0.25
        return max(1, self.stage.batch * self.stage.crop**2 // self.stage.size**2) if whole else self.stage.batch
