"""
Loss and gradients of a whole network in float64: `network_gradients.py FOLDER`.

FOLDER holds request.json, weights.safetensors and batch.safetensors (images, and labels or the targets of anchors or of heat maps), as the
other side wrote them.
Writes gradients.f64 (all values one after another) and gradients.json (loss; names and shapes in that order), in the
other side's layout: kernels (kh, kw, in, out), matrices (in, out).
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from detection_networks import Compact, multibox_loss
from networks import NETWORKS, load_weights, own_tensors
from pose_networks import StackedHourglass, heat_map_loss
from tensor_file import read_tensors

folder = Path(sys.argv[1])
request = json.loads((folder / "request.json").read_text())
torch.set_default_dtype(torch.float64)
torch.set_num_threads(request["threads"])
if "pose" in request:
    model = StackedHourglass(**request["pose"])
elif request["network"] == "compact-detector":
    model = Compact(request["channels"], request["classes"], request["shapes"])
else:
    model = NETWORKS[request["network"]](request["height"], request["width"], request["channels"], request["classes"])
for layer in model.modules():
    if isinstance(layer, nn.BatchNorm2d):
        layer.eps = float(np.float32(1e-5))  # a float32 graph can hold no other
with torch.no_grad():
    load_weights(model, read_tensors(folder / "weights.safetensors"))
batch = read_tensors(folder / "batch.safetensors")
images = torch.from_numpy(batch["images"]).double().permute(0, 3, 1, 2)
model.train()
if "pose" in request:
    targets, joint_weights = (torch.from_numpy(batch[name]).double() for name in ("targets", "jointWeights"))
    loss = heat_map_loss(model(images), targets, joint_weights, request["hillWeight"])
elif request["network"] == "compact-detector":
    loss = multibox_loss(*model(images), {name: torch.from_numpy(value) for name, value in batch.items()})
else:
    loss = functional.cross_entropy(model(images), torch.from_numpy(batch["labels"]).long())
loss.backward()

parameters = dict(model.named_parameters())
named = {shared: name for shared, name in zip(own_tensors(model), [n for n in model.state_dict() if not n.endswith("num_batches_tracked")])}
tensors, values = [], []
for shared, own in named.items():
    if own not in parameters:
        continue
    gradient = parameters[own].grad
    if gradient.dim() == 4:
        gradient = gradient.permute(2, 3, 1, 0)
    elif gradient.dim() == 2:
        gradient = gradient.t()
    tensors.append({"name": shared, "shape": list(gradient.shape)})
    values.append(gradient.contiguous().numpy().ravel())
np.concatenate(values).astype("<f8").tofile(folder / "gradients.f64")
(folder / "gradients.json").write_text(json.dumps({"loss": loss.item(), "tensors": tensors, "torch": torch.__version__}))
