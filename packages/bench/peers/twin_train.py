"""
Trains the network of a twin folder in PyTorch, float32, and prints JSON lines: {"step", "loss"} each step, then
{"accuracy", "correct", "seconds"}.

The folder holds plan.json (network, sizes, normalisation, padding, optimiser, learning rates, names), weights.safetensors
(first values, channels last), train.u8 and test.u8 (n, h, w, c), their labels (int32), and draws.i32
(steps, batch, 4): item, top, left, flip of every image of every batch.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from batches import augment, normalise, to_torch
from networks import NETWORKS, load_weights
from tensor_file import read_tensors


def make_optimizer(model, plan):
    """SGD whose weight decay applies to the tensors the plan names."""
    settings = plan["optimizer"]
    if settings["kind"] != "sgd":
        raise ValueError(f"The optimiser must be sgd; got {settings['kind']}.")
    decaying = set(plan["decays"])
    groups = [
        {
            "params": [value for name, value in model.named_parameters() if (name in decaying) == decays],
            "weight_decay": settings["weightDecay"] if decays else 0,
        }
        for decays in (True, False)
    ]
    groups = [group for group in groups if group["params"]]
    return torch.optim.SGD(groups, lr=0.1, momentum=settings["momentum"])


def train(model, plan, images, labels, draws):
    """Yields the loss of each step."""
    optimizer = make_optimizer(model, plan)
    model.train()
    for rate, draw in zip(plan["learningRates"], draws):
        for group in optimizer.param_groups:
            group["lr"] = rate
        x = to_torch(augment(images, draw, plan["padding"]))
        loss = functional.cross_entropy(model(x), torch.from_numpy(labels[draw[:, 0]]).long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()


def count_correct(model, images, labels, batch=500):
    """How many of the images get their label as the most likely class."""
    model.eval()
    correct = 0
    with torch.inference_mode():
        for at in range(0, len(images), batch):
            best = model(to_torch(images[at : at + batch])).argmax(1).numpy()
            correct += int((best == labels[at : at + batch]).sum())
    return correct


def main():
    folder = Path(sys.argv[1])
    plan = json.loads((folder / "plan.json").read_text())
    torch.set_num_threads(plan["threads"])
    size = (plan["height"], plan["width"], plan["channels"])

    def images_of(part):
        raw = np.fromfile(folder / f"{part}.u8", np.uint8).reshape((-1,) + size)
        return normalise(raw, plan["mean"], plan["std"]), np.fromfile(folder / f"{part}-labels.i32", np.int32)

    images, labels = images_of("train")
    draws = np.fromfile(folder / "draws.i32", np.int32).reshape(len(plan["learningRates"]), -1, 4)
    model = NETWORKS[plan["network"]](*size, plan["classes"])
    load_weights(model, read_tensors(folder / "weights.safetensors"), plan["names"])
    model = model.to(memory_format=torch.channels_last)

    start = time.perf_counter()
    for step, loss in enumerate(train(model, plan, images, labels, draws)):
        print(json.dumps({"step": step, "loss": loss}), flush=True)
    seconds = time.perf_counter() - start
    tests, answers = images_of("test")
    correct = count_correct(model, tests, answers)
    print(json.dumps({"accuracy": correct / len(tests), "correct": correct, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
