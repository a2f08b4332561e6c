"""
Measures PyTorch on request: one JSON request a line on standard input, one JSON answer a line on standard output.

The first line is {"threads"}, answered by the versions. Then {"network", "batch", "mode", "layout", "seconds"} is
answered by {"steps", "seconds"}: how many whole steps fitted into about that time. mode: training (forward, backward,
SGD with momentum and weight decay), inference (eager), or frozen (traced, batch norm folded by
optimize_for_inference). layout: channels_last or contiguous.
"""
import json
import platform
import sys
import time

import torch
from torch.nn import functional

from networks import NETWORKS

SIDE, CHANNELS, CLASSES = 32, 3, 10
LAYOUTS = {"channels_last": torch.channels_last, "contiguous": torch.contiguous_format}


def make_step(network, batch, mode, layout):
    """A function that does one step on random images."""
    torch.manual_seed(1)
    memory = LAYOUTS[layout]
    model = NETWORKS[network](SIDE, SIDE, CHANNELS, CLASSES).to(memory_format=memory)
    x = torch.randn(batch, CHANNELS, SIDE, SIDE).contiguous(memory_format=memory)
    if mode == "training":
        return training_step(model.train(), x, torch.randint(CLASSES, (batch,)))
    model.eval()
    if mode == "frozen":
        with torch.no_grad():
            model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, x)))

    def infer():
        with torch.no_grad():
            model(x)

    return infer


def training_step(model, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=5e-4)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def measure(step, seconds):
    start = time.perf_counter()
    steps = 0
    while True:
        step()
        steps += 1
        spent = time.perf_counter() - start
        if spent >= seconds:
            return {"steps": steps, "seconds": spent}


def main():
    torch.set_num_threads(json.loads(sys.stdin.readline())["threads"])
    versions = {"torch": torch.__version__, "python": platform.python_version()}
    print(json.dumps(versions), flush=True)
    prepared, current = {}, None
    for line in sys.stdin:
        request = json.loads(line)
        case = (request["network"], request["batch"])
        if case != current:
            prepared, current = {}, case
        variant = (request["mode"], request["layout"])
        if variant not in prepared:
            prepared[variant] = make_step(*case, *variant)
            for _ in range(3):
                prepared[variant]()
        print(json.dumps(measure(prepared[variant], request["seconds"])), flush=True)


if __name__ == "__main__":
    main()
