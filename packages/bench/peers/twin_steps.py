"""
Repeats single steps of a training of Querent's in PyTorch, float32, each from the state that Querent had before it:
rounding then has one step to grow in. The folder is that of `twin_train.py`; requests are {"step", "state"}, in order
from step 0, `state` naming a file with weights and Adam's moments after the step. Answers are {"loss", "gradient",
"tensor", "weights"}: PyTorch's loss; how far the gradients are apart, |difference| / |gradient| of the tensor where it
is largest; and the largest difference of a weight after the step.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from batches import augment, normalise, to_torch
from networks import NETWORKS, load_weights, shared_name
from tensor_file import read_tensors
from twin_train import make_optimizer

MOMENTS = {"first": "exp_avg", "second": "exp_avg_sq"}


def placed(value):
    """An array as PyTorch holds it: kernels (out, in, kh, kw), matrices (out, in)."""
    value = torch.from_numpy(value)
    return {4: lambda: value.permute(3, 2, 0, 1), 2: value.t}.get(value.dim(), lambda: value)()


def split_state(state):
    """A saved state as weights and moments."""
    weights = {name: value for name, value in state.items() if ":" not in name}
    return weights, {name: value for name, value in state.items() if ":" in name}


def step_from(model, plan, step, state, batch):
    """Takes one step from a state (moments absent: at the start) and returns the loss."""
    weights, moments = split_state(state)
    load_weights(model, weights)
    optimizer = make_optimizer(model, plan)
    for group in optimizer.param_groups:
        group["lr"] = plan["learningRates"][step]
    for name, value in model.named_parameters() if moments else ():
        optimizer.state[value] = {"step": torch.tensor(float(step))}
        for ours, theirs in MOMENTS.items():
            moment = placed(moments[f"{ours}:{shared_name(name)}"])
            optimizer.state[value][theirs] = torch.empty_like(value).copy_(moment)
    x, labels = batch
    loss = functional.cross_entropy(model(x), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item(), optimizer


def compare(model, optimizer, plan, after):
    """How far the model is from the state that Querent has after the same step."""
    weights, moments = split_state(after)
    rate = 1 - plan["optimizer"]["beta1"]
    apart, furthest = [], 0.0
    for name, value in model.named_parameters():
        shared = shared_name(name)
        moment = placed(moments[f"first:{shared}"]) - optimizer.state[value]["exp_avg"]  # rate (gradient - gradient)
        apart.append((float(moment.norm() / rate / value.grad.norm()), shared))
        furthest = max(furthest, float((placed(weights[shared]) - value.detach()).abs().max()))
    gradient, tensor = max(apart)
    return {"gradient": gradient, "tensor": tensor, "weights": furthest}


def main():
    folder = Path(sys.argv[1])
    plan = json.loads((folder / "plan.json").read_text())
    if plan["optimizer"]["kind"] != "adam":
        raise ValueError(f"The optimiser must be adam, whose moments hold the gradient; got {plan['optimizer']['kind']}.")
    torch.set_num_threads(plan["threads"])
    size = (plan["height"], plan["width"], plan["channels"])
    images = np.fromfile(folder / "train.u8", np.uint8).reshape((-1,) + size)
    labels = np.fromfile(folder / "train-labels.i32", np.int32)
    draws = np.fromfile(folder / "draws.i32", np.int32).reshape(len(plan["learningRates"]), -1, 4)
    model = NETWORKS[plan["network"]](*size, plan["classes"]).to(memory_format=torch.channels_last).train()
    before = read_tensors(folder / "weights.safetensors")
    for line in sys.stdin:
        request = json.loads(line)
        step = request["step"]
        x = to_torch(normalise(augment(images, draws[step]), plan["mean"], plan["std"]))
        batch = x, torch.from_numpy(labels[draws[step][:, 0]]).long()
        loss, optimizer = step_from(model, plan, step, before, batch)
        before = read_tensors(request["state"])
        print(json.dumps({"loss": loss, **compare(model, optimizer, plan, before)}), flush=True)


if __name__ == "__main__":
    main()
