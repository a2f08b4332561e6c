"""Batches for training and scoring, from bytes to normalised float32 images (n, c, h, w) in channels-last memory."""
import numpy as np
import torch


def normalise(images, mean, std):
    """Bytes (n, h, w, c) to (byte / 255 - mean) / std."""
    scaled = images.astype(np.float32) / np.float32(255)
    return (scaled - np.asarray(mean, np.float32)) / np.asarray(std, np.float32)


def to_torch(images):
    """(n, h, w, c) to a tensor that reads (n, c, h, w) without moving a value."""
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2)


def augment(images, draws, padding):
    """
    Normalised images (all, h, w, c) and draws (n, 4) of item, top, left, flip -> (n, h, w, c): the item inside a border
    of `padding` zeros, cut at (top, left) to its size, then mirrored left to right where flip is 1.
    """
    items, tops, lefts, flips = draws.T
    height, width = images.shape[1:3]
    border = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    padded = np.pad(images[items], border)
    out = np.empty((len(draws),) + images.shape[1:], np.float32)
    for i, (top, left, flip) in enumerate(zip(tops, lefts, flips)):
        crop = padded[i, top : top + height, left : left + width]
        out[i] = crop[:, ::-1] if flip else crop
    return out
