"""The compact detector in PyTorch, under the names that Querent gives its weights."""
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional

from networks import Block, ConvNorm

STAGES = (24, 40, 80, 112)
NECK = 40
STRIDES = (8, 16, 32)


class Compact(nn.Module):
    """Patches of 4 x 4 and four residual stages; a pyramid of the last three; two 3x3 convolutions a map for classes and offsets."""

    def __init__(self, channels, classes, shapes):
        super().__init__()
        self.classes = classes
        self.stem = ConvNorm(channels, STAGES[0], 4, 4, padding=0)
        for at, outputs in enumerate(STAGES, 1):
            parts = OrderedDict() if at == 1 else OrderedDict(down=ConvNorm(STAGES[at - 2], outputs, 3, 2))
            parts["block"] = Block(outputs, outputs, 1)
            setattr(self, f"stage{at}", nn.ModuleDict(parts))
        self.neck = nn.ModuleDict()
        self.heads = nn.ModuleDict()
        for at, (stride, each) in enumerate(zip(STRIDES, shapes), 1):
            self.neck[f"lateral{stride}"] = ConvNorm(STAGES[at], NECK, 1, 1)
            self.neck[f"smooth{stride}"] = ConvNorm(NECK, NECK, 3, 1)
            self.heads[str(at)] = nn.ModuleDict(
                {
                    "classes": nn.Conv2d(NECK, each * (classes + 1), 3, padding=1),
                    "offsets": nn.Conv2d(NECK, each * 4, 3, padding=1),
                }
            )

    def forward(self, x):
        relu = functional.relu
        y = relu(self.stem(x))
        features = []
        for at in range(1, len(STAGES) + 1):
            stage = getattr(self, f"stage{at}")
            y = stage["block"](relu(stage["down"](y)) if "down" in stage else y)
            features.append(y)
        merged = None
        maps = []
        for stride, feature in zip(reversed(STRIDES), reversed(features[1:])):
            own = relu(self.neck[f"lateral{stride}"](feature))
            merged = own if merged is None else own + functional.interpolate(merged, own.shape[2:], mode="nearest")
            maps.insert(0, relu(self.neck[f"smooth{stride}"](merged)))
        return self.read(maps, "classes", self.classes + 1), self.read(maps, "offsets", 4)

    def read(self, maps, part, each):
        """The outputs of all anchors, in order of map, row, column and shape: (n, anchors, each)."""
        rows = [self.heads[str(at)][part](y).permute(0, 2, 3, 1).flatten(1) for at, y in enumerate(maps, 1)]
        return torch.cat([row.reshape(len(row), -1, each) for row in rows], 1)


def multibox_loss(logits, offsets, batch):
    """Liu et al. 2016 (arXiv 1512.02325), an image at a time: positives, their offsets, three hard negatives for each."""
    positives, negatives = batch["positives"], batch["negatives"]
    entropies = functional.cross_entropy(logits.transpose(1, 2), batch["classes"].long(), reduction="none")
    matched = positives.sum(1).clamp(min=1)
    hardness = torch.where(negatives > 0, entropies.detach(), torch.full_like(entropies, -1))
    order = hardness.sort(dim=1, descending=True, stable=True).indices
    ranks = order.argsort(dim=1)
    counted = positives + negatives * (ranks < 3 * matched[:, None])
    distances = functional.smooth_l1_loss(offsets, batch["offsets"], reduction="none").sum(2)
    return (((entropies * counted).sum(1) + (distances * positives).sum(1)) / matched).mean()
