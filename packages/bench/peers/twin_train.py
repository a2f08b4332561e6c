"""
Trains the network of a twin folder in PyTorch, float32, and prints JSON lines: {"step", "loss"} each step, then
{"accuracy", "correct", "seconds"}. With `--double STEPS` it takes the first steps only, in float64, and prints their
losses: the training that rounding leads away from.

The folder holds plan.json (network, sizes, normalisation, optimiser, learning rates, the names of the tensors that
decay, threads), weights.safetensors (first values, channels last), train.u8 and test.u8 (n, h, w, c), their labels
(train-labels.i32, test-labels.i32), and draws.i32 (steps, batch, 4): item, down, right, mirrored of every image of
every batch (see `augment`).
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from batches import augment, normalise, to_torch
from networks import NETWORKS, load_weights, shared_name
from tensor_file import read_tensors


def make_optimizer(model, plan):
    """The plan's optimiser; weight decay applies to the tensors the plan names."""
    settings = plan["optimizer"]
    decaying = set(plan["decays"])
    split = {True: [], False: []}
    for name, value in model.named_parameters():
        split[shared_name(name) in decaying].append(value)
    groups = [
        {"params": values, "weight_decay": settings["weightDecay"] if decays else 0}
        for decays, values in split.items()
        if values
    ]
    if settings["kind"] == "sgd":
        return torch.optim.SGD(groups, lr=0.1, momentum=settings["momentum"])
    if settings["kind"] == "adam":
        betas = (settings["beta1"], settings["beta2"])
        return torch.optim.Adam(groups, betas=betas, eps=settings["epsilon"])
    raise ValueError(f"The optimiser must be sgd or adam; got {settings['kind']}.")


def train(model, plan, images, labels, draws):
    """Trains on bytes, in the precision of the model's weights, and yields the loss of each step."""
    optimizer = make_optimizer(model, plan)
    precision = next(model.parameters()).dtype
    model.train()
    for rate, draw in zip(plan["learningRates"], draws):
        for group in optimizer.param_groups:
            group["lr"] = rate
        x = to_torch(normalise(augment(images, draw), plan["mean"], plan["std"])).to(precision)
        loss = functional.cross_entropy(model(x), torch.from_numpy(labels[draw[:, 0]]).long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()


def count_correct(model, plan, images, labels, batch=500):
    """How many of the images get their label as the most likely class."""
    model.eval()
    correct = 0
    with torch.inference_mode():
        for at in range(0, len(images), batch):
            x = to_torch(normalise(images[at : at + batch], plan["mean"], plan["std"]))
            best = model(x).argmax(1).numpy()
            correct += int((best == labels[at : at + batch]).sum())
    return correct


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--double", type=int, metavar="STEPS")
    options = parser.parse_args()
    folder = options.folder
    plan = json.loads((folder / "plan.json").read_text())
    torch.set_num_threads(plan["threads"])
    size = (plan["height"], plan["width"], plan["channels"])

    def images_of(part):
        images = np.fromfile(folder / f"{part}.u8", np.uint8).reshape((-1,) + size)
        return images, np.fromfile(folder / f"{part}-labels.i32", np.int32)

    images, labels = images_of("train")
    draws = np.fromfile(folder / "draws.i32", np.int32).reshape(len(plan["learningRates"]), -1, 4)
    model = NETWORKS[plan["network"]](*size, plan["classes"])
    load_weights(model, read_tensors(folder / "weights.safetensors"))
    model = model.to(memory_format=torch.channels_last)
    if options.double is not None:
        for step, loss in enumerate(train(model.double(), plan, images, labels, draws[: options.double])):
            print(json.dumps({"step": step, "loss": loss}), flush=True)
        return

    start = time.perf_counter()
    for step, loss in enumerate(train(model, plan, images, labels, draws)):
        print(json.dumps({"step": step, "loss": loss}), flush=True)
    seconds = time.perf_counter() - start
    tests, answers = images_of("test")
    correct = count_correct(model, plan, tests, answers)
    print(json.dumps({"accuracy": correct / len(tests), "correct": correct, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
