"""Golden numbers from PyTorch in float64 for the expression layer: a network, convolutions, pooling, resizing.

Writes golden-network.json beside the test that reads it. Images leave channels last, kernels (kh, kw, in, out).

    python3 golden_network.py ../../graph/src/gradient/golden-network.json
"""

import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(7)
# The epsilon is a float32 value, because that is what a graph can carry.
EPSILON = float(np.float32(1e-5))


def draw(*shape, scale=1.0):
    """Values of three decimals, so that text carries them exactly."""
    values = torch.round(torch.randn(*shape, dtype=torch.float64) * scale * 1000) / 1000
    return values.requires_grad_()


def images(x):
    return x.detach().permute(0, 2, 3, 1).contiguous()


def kernels(x):
    return x.detach().permute(2, 3, 1, 0).contiguous()


def plain(x):
    return x.detach()


def tensor(x):
    # Adding 0 turns -0 into 0.
    return {"shape": list(x.shape), "data": (x.flatten() + 0.0).tolist()}


def network():
    """conv - batch norm - relu - max pool - (conv of stride 2 + projection) - relu - mean - dense - cross-entropy."""
    parameters = {
        "image": (draw(4, 2, 8, 7), images),
        "stem": (draw(4, 2, 3, 3, scale=0.3), kernels),
        "scale": (draw(4), plain),
        "shift": (draw(4), plain),
        "block": (draw(6, 4, 3, 3, scale=0.2), kernels),
        "projection": (draw(6, 4, 1, 1, scale=0.5), kernels),
        "weights": (draw(6, 3), plain),
        "bias": (draw(3), plain),
    }
    value = {name: x for name, (x, _) in parameters.items()}
    labels = torch.tensor([0, 2, 1, 2])
    h = F.conv2d(value["image"], value["stem"], padding=1)
    h = F.batch_norm(h, None, None, value["scale"], value["shift"], training=True, eps=EPSILON)
    h = F.max_pool2d(F.relu(h), 3, stride=2, padding=1)
    h = F.relu(F.conv2d(h, value["block"], stride=2, padding=1) + F.conv2d(h, value["projection"], stride=2))
    logits = h.mean(dim=(2, 3)) @ value["weights"] + value["bias"]
    losses = F.cross_entropy(logits, labels, reduction="none")
    losses.mean().backward()
    return {
        "epsilon": EPSILON,
        "labels": labels.tolist(),
        "losses": tensor(losses),
        "inputs": {name: tensor(show(x)) for name, (x, show) in parameters.items()},
        "gradients": {name: tensor(show(x.grad)) for name, (x, show) in parameters.items()},
    }


def convolution(image, kernel, strides, padding, dilations, groups):
    """Padding is [top, left, bottom, right]; PyTorch pads unequal sides apart."""
    top, left, bottom, right = padding
    x, k = draw(*image), draw(*kernel)
    padded = F.pad(x, (left, right, top, bottom))
    y = F.conv2d(padded, k, stride=strides, dilation=dilations, groups=groups)
    upstream = draw(*y.shape)
    y.backward(upstream.detach())
    return {
        "strides": strides,
        "padding": padding,
        "dilations": dilations,
        "groups": groups,
        "x": tensor(images(x)),
        "kernel": tensor(kernels(k)),
        "upstream": tensor(images(upstream)),
        "y": tensor(images(y)),
        "dx": tensor(images(x.grad)),
        "dkernel": tensor(kernels(k.grad)),
    }


def mapped(x, y, **fields):
    """One input, one output: both and the gradient of an upstream product."""
    upstream = draw(*y.shape)
    y.backward(upstream.detach())
    return {
        **fields,
        "x": tensor(images(x)),
        "upstream": tensor(images(upstream)),
        "y": tensor(images(y)),
        "dx": tensor(images(x.grad)),
    }


def pooling(kind, window, strides, padding):
    """Small whole numbers, so that windows hold ties."""
    x = torch.randint(0, 4, (1, 2, 5, 6)).double().requires_grad_()
    if kind == "max":
        y = F.max_pool2d(x, window, stride=strides, padding=padding)
    else:
        y = F.avg_pool2d(x, window, stride=strides, padding=padding, count_include_pad=False)
    return mapped(x, y, kind=kind, window=window, strides=strides, padding=padding * 2)


def resizing(mode, size, target):
    x = draw(1, 2, *size)
    options = {"align_corners": False} if mode == "bilinear" else {}
    y = F.interpolate(x, size=target, mode=mode, **options)
    return mapped(x, y, mode=mode, target=target)


golden = {
    "torch": torch.__version__,
    "network": network(),
    "convolutions": [
        convolution((2, 4, 5, 6), (6, 2, 3, 2), [2, 1], [1, 0, 2, 1], [1, 2], 2),
        convolution((1, 3, 5, 5), (6, 1, 3, 3), [1, 2], [1, 1, 1, 1], [1, 1], 3),
    ],
    "poolings": [
        pooling("max", [3, 2], [2, 2], [1, 0]),
        pooling("max", [2, 2], [1, 1], [0, 0]),
        pooling("average", [3, 3], [2, 1], [1, 1]),
        pooling("average", [2, 3], [2, 3], [0, 0]),
    ],
    "resizings": [
        resizing("nearest", [3, 4], [5, 7]),
        resizing("nearest", [5, 6], [3, 2]),
        resizing("bilinear", [4, 4], [8, 2]),
        resizing("bilinear", [3, 4], [5, 7]),
        resizing("bilinear", [5, 6], [3, 4]),
    ],
}

with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(golden, file, separators=(",", ":"))
