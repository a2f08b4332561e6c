"""The benchmark networks in PyTorch, and the way from channels-last weights into them."""
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional

from tensor_file import write_tensors


class Small(nn.Module):
    """Three times convolution 3x3, ReLU, max-pool 2; flattened channels last; dense 128, ReLU; dense classes."""

    def __init__(self, height, width, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.conv3 = nn.Conv2d(64, 128, 3, padding=1)
        self.hidden = nn.Linear((height // 8) * (width // 8) * 128, 128)
        self.head = nn.Linear(128, classes)

    def forward(self, x):
        for convolution in (self.conv1, self.conv2, self.conv3):
            x = functional.max_pool2d(functional.relu(convolution(x)), 2)
        x = x.permute(0, 2, 3, 1).flatten(1)  # (n, h, w, c): the order of the other side's dense weight
        return self.head(functional.relu(self.hidden(x)))


class ConvNorm(nn.Conv2d):
    """A convolution without bias, then batch norm."""

    def __init__(self, inputs, outputs, size, stride, padding=None):
        super().__init__(inputs, outputs, size, stride, size // 2 if padding is None else padding, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(super().forward(x))


class Block(nn.Module):
    """The basic residual block of He et al. (arXiv 1512.03385), with a projection where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = ConvNorm(inputs, outputs, 3, stride)
        self.conv2 = ConvNorm(outputs, outputs, 3, 1)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = ConvNorm(inputs, outputs, 1, stride)

    def forward(self, x):
        y = self.conv2(functional.relu(self.conv1(x)))
        return functional.relu(y + (x if self.shortcut is None else self.shortcut(x)))


def stage(inputs, outputs, stride):
    return nn.Sequential(OrderedDict(block1=Block(inputs, outputs, stride), block2=Block(outputs, outputs, 1)))


class ResNet18(nn.Module):
    """ResNet-18 for small images: a 3x3 stem of stride 1 and no first pooling."""

    def __init__(self, height, width, channels, classes):
        super().__init__()
        self.stem = ConvNorm(channels, 64, 3, 1)
        self.stage1 = stage(64, 64, 1)
        self.stage2 = stage(64, 128, 2)
        self.stage3 = stage(128, 256, 2)
        self.stage4 = stage(256, 512, 2)
        self.head = nn.Linear(512, classes)

    def forward(self, x):
        x = functional.relu(self.stem(x))
        x = self.stage4(self.stage3(self.stage2(self.stage1(x))))
        return self.head(x.mean((2, 3)))


NETWORKS = {"small": Small, "resnet18": ResNet18}
NORM_PARTS = {"weight": "scale", "bias": "shift", "running_mean": "mean", "running_var": "variance"}


def shared_name(name):
    """What Querent calls the tensor: `stem.norm.running_mean` is `stem.norm.mean`."""
    path, part = name.rsplit(".", 1)
    return f"{path}.{NORM_PARTS[part]}" if path.endswith("norm") else name


def own_tensors(model):
    """The model's weights and running statistics under their shared names."""
    state = model.state_dict()
    return {shared_name(name): value for name, value in state.items() if not name.endswith("num_batches_tracked")}


def load_weights(model, weights):
    """
    Fills the model from `weights` (shared name -> array, channels last). Kernels (kh, kw, in, out) become
    (out, in, kh, kw); matrices (in, out) are transposed.
    """
    own = own_tensors(model)
    if sorted(weights) != sorted(own):
        raise ValueError(f"Both sides must have the same tensors; differing: {sorted(set(weights) ^ set(own))}.")
    for name, target in own.items():
        value = torch.from_numpy(weights[name])
        if value.dim() == 4:
            value = value.permute(3, 2, 0, 1)
        elif value.dim() == 2:
            value = value.t()
        if value.shape != target.shape:
            raise ValueError(f"{name} must have shape {tuple(target.shape)}; got {tuple(value.shape)}.")
        target.copy_(value)


def save_weights(model, path):
    """Writes the model's tensors under their shared names, channels last: the inverse of `load_weights`."""
    tensors = {}
    for name, value in own_tensors(model).items():
        if value.dim() == 4:
            value = value.permute(2, 3, 1, 0)
        elif value.dim() == 2:
            value = value.t()
        tensors[name] = value.contiguous().numpy()
    write_tensors(path, tensors)
