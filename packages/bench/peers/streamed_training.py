"""
Trains a model of a plan in PyTorch, batch by batch as it is told on its input, one JSON object a line: {"first": file}
takes first weights; {"batch": file, "learningRate": r} takes a step and answers {"loss", "seconds"}; {"last": file} writes
the weights. Tensors are safetensors, channels last.
"""
import json
import sys
import time
from pathlib import Path

import torch

from networks import load_weights, save_weights
from tensor_file import read_tensors
from twin_train import make_optimizer


def serve(build, loss_of):
    """`build(network)` makes the model from the plan's description, `loss_of(model, images, batch, loss)` its loss on a batch."""
    plan = json.loads((Path(sys.argv[1]) / "plan.json").read_text())
    torch.set_num_threads(plan["threads"])
    model = build(plan["network"]).to(memory_format=torch.channels_last)
    optimizer = make_optimizer(model, plan)
    model.train()
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if "first" in request:
            with torch.no_grad():
                load_weights(model, read_tensors(request["first"]))
        elif "last" in request:
            save_weights(model, request["last"])
        else:
            batch = {name: torch.from_numpy(value) for name, value in read_tensors(request["batch"]).items()}
            start = time.perf_counter()
            for group in optimizer.param_groups:
                group["lr"] = request["learningRate"]
            loss = loss_of(model, batch["images"].permute(0, 3, 1, 2), batch, plan["loss"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            answer = {"loss": loss.item(), "seconds": time.perf_counter() - start}
        print(json.dumps(answer), flush=True)
