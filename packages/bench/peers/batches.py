"""Batches for training and scoring, from bytes to normalised float32 images (n, c, h, w) in channels-last memory."""
import numpy as np
import torch


def normalise(images, mean, std):
    """Bytes (n, h, w, c) to (byte / 255 - mean) / std, rounded to float32 once at the end, as Querent's table is."""
    table = (np.arange(256)[:, None] / 255 - np.asarray(mean)) / np.asarray(std)  # (256, c)
    return table.astype(np.float32)[images, np.arange(images.shape[3])]


def to_torch(images):
    """(n, h, w, c) to a tensor that reads (n, c, h, w) without moving a value."""
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2)


def augment(images, draws):
    """
    Bytes (all, h, w, c) and draws (n, 4) of item, down, right, mirrored -> bytes (n, h, w, c): the item inside a black
    border, seen through a window moved down and right by so many pixels, then mirrored left to right where asked.
    """
    height, width = images.shape[1:3]
    border = int(np.abs(draws[:, 1:3]).max())
    padded = np.pad(images[draws[:, 0]], ((0, 0), (border, border), (border, border), (0, 0)))
    out = np.empty((len(draws),) + images.shape[1:], np.uint8)
    for i, (_, down, right, mirrored) in enumerate(draws):
        crop = padded[i, border + down : border + down + height, border + right : border + right + width]
        out[i] = crop[:, ::-1] if mirrored else crop
    return out
