"""Stacked hourglasses in PyTorch, under the names that Querent gives their weights."""
import torch
from torch import nn
from torch.nn import functional


class ConvNormRelu(nn.Conv2d):
    """relu(norm(conv(x)))."""

    def __init__(self, inputs, outputs, size, bias, stride=1):
        super().__init__(inputs, outputs, size, stride, padding=size // 2, bias=bias)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return functional.relu(self.norm(super().forward(x)))


class NormReluConv(nn.Conv2d):
    """conv(relu(norm(x)))."""

    def __init__(self, inputs, outputs, size, bias):
        super().__init__(inputs, outputs, size, padding=size // 2, bias=bias)
        self.norm = nn.BatchNorm2d(inputs)

    def forward(self, x):
        return super().forward(functional.relu(self.norm(x)))


class Residual(nn.Module):
    """A branch and a shortcut, which is a 1x1 convolution where the number of channels changes."""

    def __init__(self, inputs, outputs, bias):
        super().__init__()
        self.shortcut = None if inputs == outputs else nn.Conv2d(inputs, outputs, 1, bias=bias)

    def forward(self, x):
        return self.branch(x) + (x if self.shortcut is None else self.shortcut(x))


class Bottleneck(Residual):
    """The paper's block: 1x1 to half the channels, 3x3, 1x1."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs, True)
        inner = outputs // 2
        self.conv1 = NormReluConv(inputs, inner, 1, True)
        self.conv2 = NormReluConv(inner, inner, 3, True)
        self.conv3 = NormReluConv(inner, outputs, 1, True)

    def branch(self, x):
        return self.conv3(self.conv2(self.conv1(x)))


class SingleConv(Residual):
    """The compact network's block: one 3x3 convolution."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs, False)
        self.conv = NormReluConv(inputs, outputs, 3, False)

    def branch(self, x):
        return self.conv(x)


class Hourglass(nn.Module):
    def __init__(self, depth, width, block):
        super().__init__()
        self.same, self.down, self.up = (block(width, width) for _ in range(3))
        if depth > 1:
            self.inner = Hourglass(depth - 1, width, block)
        else:
            self.bottom = block(width, width)

    def forward(self, x):
        below = self.down(functional.max_pool2d(x, 2))
        below = self.inner(below) if hasattr(self, "inner") else self.bottom(below)
        return self.same(x) + functional.interpolate(self.up(below), scale_factor=2, mode="nearest")


class Stack(nn.Module):
    def __init__(self, depth, width, joints, block, bias, is_last):
        super().__init__()
        self.hourglass = Hourglass(depth, width, block)
        self.after = block(width, width)
        self.features = ConvNormRelu(width, width, 1, bias)
        self.head = nn.Conv2d(width, joints, 1)
        if not is_last:
            self.featuresAgain = nn.Conv2d(width, width, 1)
            self.mapsAgain = nn.Conv2d(joints, width, 1)

    def forward(self, x):
        features = self.features(self.after(self.hourglass(x)))
        maps = self.head(features)
        if hasattr(self, "mapsAgain"):
            x = x + self.featuresAgain(features) + self.mapsAgain(maps)
        return maps, x


class PaperStem(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.conv = ConvNormRelu(channels, width // 4, 7, True, stride=2)
        self.block1 = Bottleneck(width // 4, width // 2)
        self.block2 = Bottleneck(width // 2, width // 2)
        self.block3 = Bottleneck(width // 2, width)

    def forward(self, x):
        return self.block3(self.block2(functional.max_pool2d(self.block1(self.conv(x)), 2)))


class FoldingStem(nn.Module):
    """Squares of 4 x 4 pixels as channels, a 3x3 convolution and a block."""

    def __init__(self, channels, width):
        super().__init__()
        self.conv = ConvNormRelu(16 * channels, width, 3, False)
        self.block1 = SingleConv(width, width)

    def forward(self, x):
        n, channels, height, width = x.shape
        squares = x.reshape(n, channels, height // 4, 4, width // 4, 4).permute(0, 3, 5, 1, 2, 4)
        return self.block1(self.conv(squares.reshape(n, 16 * channels, height // 4, width // 4)))


class StackedHourglass(nn.Module):
    """The heat maps of each stack, (n, joints, height / 4, width / 4)."""

    def __init__(self, kind, channels, joints, stacks, width, depth):
        super().__init__()
        is_paper = kind == "paper"
        block = Bottleneck if is_paper else SingleConv
        self.stem = (PaperStem if is_paper else FoldingStem)(channels, width)
        for at in range(1, stacks + 1):
            setattr(self, f"stack{at}", Stack(depth, width, joints, block, is_paper, at == stacks))
        self.stacks = stacks

    def forward(self, x):
        x = self.stem(x)
        every = []
        for at in range(1, self.stacks + 1):
            maps, x = getattr(self, f"stack{at}")(x)
            every.append(maps)
        return every


def heat_map_loss(every, targets, joint_weights, hill_weight):
    """
    The mean over images: squared errors, each 1 + hill_weight * target times, averaged over the map's pixels, weighted by
    joint, added up over stacks.
    """
    targets = targets.permute(0, 3, 1, 2)
    counted = 1 + hill_weight * targets
    losses = sum(((counted * (maps - targets) ** 2).mean((2, 3)) * joint_weights).sum(1) for maps in every)
    return losses.mean()
