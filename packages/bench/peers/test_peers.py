"""The peers against plain float64 numpy: run with `python3 -m unittest discover packages/bench/peers`."""
import json
import struct
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from batches import augment, normalise, to_torch
from networks import NETWORKS, load_weights, own_tensors, shared_name
from tensor_file import read_tensors
from twin_steps import compare, step_from
from twin_train import make_optimizer, train

RANDOM = np.random.default_rng(7)


def channels_last(value):
    """A tensor of a model as the other side holds it."""
    order = {4: (2, 3, 1, 0), 2: (1, 0)}.get(value.dim())
    array = value.detach().numpy().astype(np.float64)
    return array.transpose(order) if order else array


def convolve(x, kernel, stride=1):
    """x (n, h, w, c), kernel (kh, kw, c, o), a border of zeros that keeps the size at stride 1."""
    kh, kw = kernel.shape[:2]
    n, h, w, _ = x.shape
    padded = np.pad(x, ((0, 0), (kh // 2, kh // 2), (kw // 2, kw // 2), (0, 0)))
    out = np.zeros((n, (h - 1) // stride + 1, (w - 1) // stride + 1, kernel.shape[3]))
    for u in range(kh):
        for v in range(kw):
            out += padded[:, u : u + h : stride, v : v + w : stride] @ kernel[u, v]
    return out


def small(w, x):
    for layer in ("conv1", "conv2", "conv3"):
        x = np.maximum(convolve(x, w[f"{layer}.weight"]) + w[f"{layer}.bias"], 0)
        n, h, width, c = x.shape
        x = x.reshape(n, h // 2, 2, width // 2, 2, c).max((2, 4))
    x = np.maximum(x.reshape(len(x), -1) @ w["hidden.weight"] + w["hidden.bias"], 0)
    return x @ w["head.weight"] + w["head.bias"]


def conv_norm(w, layer, x, stride=1):
    x = convolve(x, w[f"{layer}.weight"], stride)
    mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    return (x - mean) / np.sqrt(variance + 1e-5) * w[f"{layer}.norm.scale"] + w[f"{layer}.norm.shift"]


def resnet18(w, x):
    x = np.maximum(conv_norm(w, "stem", x), 0)
    for stage in range(1, 5):
        for block in range(1, 3):
            at, stride = f"stage{stage}.block{block}", 2 if stage > 1 and block == 1 else 1
            y = np.maximum(conv_norm(w, f"{at}.conv1", x, stride), 0)
            y = conv_norm(w, f"{at}.conv2", y)
            x = np.maximum((conv_norm(w, f"{at}.shortcut", x, 2) if stride == 2 else x) + y, 0)
    return x.mean((1, 2)) @ w["head.weight"] + w["head.bias"]


def cross_entropy(logits, labels):
    shifted = logits - logits.max(1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(1)) - shifted[np.arange(len(labels)), labels])


class Networks(unittest.TestCase):
    def twin(self, name, forward, side):
        torch.manual_seed(3)
        model = NETWORKS[name](side, side, 3, 10).double().train()
        for value in model.parameters():  # so that no shift or scale is at its neutral first value
            value.data.add_(0.1 * torch.rand_like(value))
        weights = {key: channels_last(value) for key, value in own_tensors(model).items()}
        x = RANDOM.normal(size=(4, side, side, 3))
        labels = np.array([1, 0, 7, 3])
        logits = model(to_torch(x))
        np.testing.assert_allclose(logits.detach().numpy(), forward(weights, x), rtol=1e-9, atol=1e-9)
        functional.cross_entropy(logits, torch.from_numpy(labels)).backward()
        for _ in range(3):  # the slope along a random direction of all the weights together
            slopes = {shared_name(key): channels_last(value.grad) for key, value in model.named_parameters()}
            direction = {key: RANDOM.normal(size=value.shape) for key, value in slopes.items()}
            slope = sum((value * direction[key]).sum() for key, value in slopes.items())
            up, down = (
                cross_entropy(
                    forward({k: w + t * direction[k] if k in direction else w for k, w in weights.items()}, x), labels
                )
                for t in (1e-7, -1e-7)
            )
            self.assertLess(abs((up - down) / 2e-7 - slope), 1e-5 * abs(slope))

    def test_small_has_the_forward_and_the_gradients_of_its_definition(self):
        self.twin("small", small, 16)

    def test_resnet18_has_the_forward_and_the_gradients_of_its_definition(self):
        self.twin("resnet18", resnet18, 16)

    def test_channels_last_weights_load_into_their_places(self):
        torch.manual_seed(4)
        source, target = NETWORKS["resnet18"](8, 8, 3, 10), NETWORKS["resnet18"](8, 8, 3, 10)
        weights = {key: channels_last(value).astype(np.float32) for key, value in own_tensors(source).items()}
        load_weights(target, weights)
        for key, value in own_tensors(source).items():
            self.assertTrue(torch.equal(value, own_tensors(target)[key]), key)
        del weights["stem.weight"]
        with self.assertRaisesRegex(ValueError, "stem.weight"):
            load_weights(target, weights)


class Training(unittest.TestCase):
    def test_two_steps_follow_momentum_and_decay_only_what_decays(self):
        torch.manual_seed(5)
        model = NETWORKS["small"](8, 8, 1, 10)
        first = {key: value.detach().clone() for key, value in model.named_parameters()}
        plan = {
            "optimizer": {"kind": "sgd", "momentum": 0.9, "weightDecay": 0.01},
            "decays": [key for key in first if key.endswith("weight")],
            "learningRates": [0.1, 0.05],
            "mean": [0.5],
            "std": [0.25],
        }
        images = RANDOM.integers(256, size=(6, 8, 8, 1), dtype=np.uint8)
        labels = np.arange(6, dtype=np.int32)
        draws = np.array([[[0, 0, 0, 0], [3, -1, 1, 1]], [[5, 1, -1, 1], [2, 0, -1, 0]]], np.int32)
        velocity = {key: torch.zeros_like(value) for key, value in first.items()}
        expected = {key: value.clone().requires_grad_() for key, value in first.items()}
        other = NETWORKS["small"](8, 8, 1, 10)
        losses = []
        for rate, draw in zip(plan["learningRates"], draws):
            other.load_state_dict({key: value.detach() for key, value in expected.items()})
            x = to_torch(normalise(augment(images, draw), [0.5], [0.25]))
            loss = functional.cross_entropy(other(x), torch.from_numpy(labels[draw[:, 0]]).long())
            other.zero_grad()
            loss.backward()
            losses.append(loss.item())
            for key, value in other.named_parameters():
                decay = 0.01 if key.endswith("weight") else 0
                velocity[key] = 0.9 * velocity[key] + value.grad + decay * value.detach()
                expected[key] = expected[key].detach() - rate * velocity[key]
        np.testing.assert_allclose(list(train(model, plan, images, labels, draws)), losses, rtol=1e-5)
        for key, value in model.named_parameters():
            np.testing.assert_allclose(value.detach(), expected[key], rtol=1e-5, atol=1e-7, err_msg=key)

    def test_a_step_is_repeated_from_a_state(self):
        adam = {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-5, "weightDecay": 0}
        plan = {"optimizer": adam, "decays": [], "learningRates": [0.01, 0.02]}
        model = NETWORKS["small"](8, 8, 1, 10)
        batch = torch.randn(4, 1, 8, 8), torch.arange(4)

        def state(optimizer):
            kept = {name: channels_last(value) for name, value in own_tensors(model).items()}
            for name, value in model.named_parameters():
                moments = optimizer.state[value]
                kept[f"first:{name}"] = channels_last(moments["exp_avg"])
                kept[f"second:{name}"] = channels_last(moments["exp_avg_sq"])
            return {name: value.astype(np.float32) for name, value in kept.items()}

        optimizer = make_optimizer(model, plan)
        states = []
        for rate in plan["learningRates"]:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
            functional.cross_entropy(model(batch[0]), batch[1]).backward()
            optimizer.step()
            states.append(state(optimizer))
        other = NETWORKS["small"](8, 8, 1, 10)
        repeated = step_from(other, plan, 1, states[0], batch)[1]
        same = compare(other, repeated, plan, states[1])
        self.assertLess(same["gradient"], 1e-5)
        self.assertLess(same["weights"], 1e-7)
        states[1]["first:conv2.bias"] += 0.01
        changed = compare(other, repeated, plan, states[1])
        self.assertEqual(changed["tensor"], "conv2.bias")
        self.assertGreater(changed["gradient"], 0.1)

    def test_other_optimisers_are_refused(self):
        with self.assertRaisesRegex(ValueError, "lion"):
            make_optimizer(NETWORKS["small"](8, 8, 1, 10), {"optimizer": {"kind": "lion", "weightDecay": 0}, "decays": []})


class Batches(unittest.TestCase):
    def test_an_image_is_cut_from_its_black_border_and_mirrored(self):
        images = np.arange(1, 10, dtype=np.uint8).reshape(1, 3, 3, 1)
        draws = np.array([[0, 0, 0, 0], [0, -1, 1, 0], [0, -1, 1, 1]], np.int32)
        same, corner, mirrored = augment(images, draws)[..., 0]
        np.testing.assert_array_equal(same, images[0, ..., 0])
        np.testing.assert_array_equal(corner, [[0, 0, 0], [2, 3, 0], [5, 6, 0]])
        np.testing.assert_array_equal(mirrored, [[0, 0, 0], [0, 3, 2], [0, 6, 5]])

    def test_bytes_are_scaled_then_centred(self):
        value = normalise(np.full((1, 1, 1, 2), 51, np.uint8), [0.1, 0.2], [0.5, 0.25])
        np.testing.assert_allclose(value.ravel(), [0.2, 0], atol=1e-7)

    def test_a_tensor_file_gives_its_arrays(self):
        header = {
            "__metadata__": {"a": "b"},
            "x": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]},
            "y": {"dtype": "I32", "shape": [], "data_offsets": [8, 12]},
        }
        text = json.dumps(header).encode()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "t.safetensors"
            path.write_bytes(struct.pack("<Q", len(text)) + text + struct.pack("<ffi", 1.5, -2, 7))
            tensors = read_tensors(path)
        np.testing.assert_array_equal(tensors["x"], [[1.5], [-2]])
        self.assertEqual(tensors["y"], 7)


if __name__ == "__main__":
    unittest.main()
