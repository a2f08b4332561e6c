"""The benchmark networks in PyTorch, and the way from channels-last weights into them."""
import torch
from torch import nn
from torch.nn import functional


class Small(nn.Module):
    """Three times convolution 3x3, ReLU, max-pool 2; flattened channels last; dense 128, ReLU; dense classes."""

    def __init__(self, height, width, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.conv3 = nn.Conv2d(64, 128, 3, padding=1)
        self.dense1 = nn.Linear((height // 8) * (width // 8) * 128, 128)
        self.dense2 = nn.Linear(128, classes)

    def forward(self, x):
        for convolution in (self.conv1, self.conv2, self.conv3):
            x = functional.max_pool2d(functional.relu(convolution(x)), 2)
        x = x.permute(0, 2, 3, 1).flatten(1)  # (n, h, w, c): the order of the other side's dense weight
        return self.dense2(functional.relu(self.dense1(x)))


class Block(nn.Module):
    """The basic residual block of He et al. (arXiv 1512.03385), with a projection where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = self.norm2(self.conv2(functional.relu(self.norm1(self.conv1(x)))))
        return functional.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class ResNet18(nn.Module):
    """ResNet-18 for small images: a 3x3 stem of stride 1 and no first pooling."""

    def __init__(self, height, width, channels, classes):
        super().__init__()
        self.stem = nn.Conv2d(channels, 64, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(64)
        plan = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]
        blocks = [[Block(a, b, stride), Block(b, b, 1)] for a, b, stride in plan]
        self.stages = nn.Sequential(*[block for stage in blocks for block in stage])
        self.dense = nn.Linear(512, classes)

    def forward(self, x):
        x = self.stages(functional.relu(self.norm(self.stem(x))))
        return self.dense(x.mean((2, 3)))


NETWORKS = {"small": Small, "resnet18": ResNet18}


def load_weights(model, weights, names):
    """
    Fills the model from `weights` (name -> array, channels last), where `names` says which of its tensors each of
    the model's own stands for. Kernels (kh, kw, in, out) become (out, in, kh, kw); matrices (in, out) are transposed.
    """
    own = {name: value for name, value in model.state_dict().items() if not name.endswith("num_batches_tracked")}
    if sorted(names) != sorted(own):
        raise ValueError(f"Every tensor must have a source; differing: {sorted(set(names) ^ set(own))}.")
    for name, source in names.items():
        value = torch.from_numpy(weights[source])
        if value.dim() == 4:
            value = value.permute(3, 2, 0, 1)
        elif value.dim() == 2:
            value = value.t()
        if value.shape != own[name].shape:
            raise ValueError(f"{source} must have shape {tuple(own[name].shape)} for {name}; got {tuple(value.shape)}.")
        own[name].copy_(value)
