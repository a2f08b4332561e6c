import { keyFrom } from "@querent/core";
import { ancestors, input, sizeOf } from "@querent/graph";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../test/evaluate.ts";
import { lossPredictionModule } from "../../loss-prediction/module.ts";
import { initialWeights } from "../../weights/initial-weights.ts";
import { weightLookup } from "../../weights/weight-lookup.ts";
import type { WeightSpec } from "../../weights/weight-spec.ts";
import { networkNamed } from "../../training/network-named.ts";
import { networks } from "./index.ts";
import { batchNorm } from "../../layers/layers.ts";

const cifar = { classes: 10, height: 32, width: 32, channels: 3 };

function trainedCount(weights: readonly WeightSpec[]): number {
  return weights.filter(({ trained }) => trained).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

describe("networks", () => {
  it("says which there are when a name is unknown", () => {
    expect(() => networkNamed("vgg", networks)).toThrow(
      'There is no network "vgg"; there are: small, small-dropout, resnet18.',
    );
  });

  it("refuses images too small to be halved three times", () => {
    for (const { build } of networks) expect(() => build({ ...cifar, height: 7 })).toThrow("at least 8 x 8");
  });

  it.each(networks)(
    "$name declares what its forward pass uses and gives the shapes it promises",
    ({ build }) => {
      const network = build(cifar);
      for (const training of [true, false]) {
        const weight = weightLookup(network.weights);
        const x = input("images", [4, 32, 32, 3]);
        const mask = network.dropout && input("dropoutMask", [4, network.dropout.width]);
        const forward = network.forward(x, weight, { training, dropoutMask: mask });
        expect(forward.logits.shape).toEqual([4, 10]);
        expect(forward.embedding.shape).toEqual([4, network.embeddingWidth]);
        expect(forward.taps.map(({ shape }) => shape[3])).toEqual(network.tapWidths);
        const carried = forward.carried.map(({ next }) => next);
        const used = new Set(ancestors([forward.logits, ...carried]));
        expect(network.weights.filter(({ name }) => !used.has(weight(name)))).toEqual([]);
        const statistics = network.weights.filter(({ trained }) => !trained).map(({ name }) => name);
        expect(forward.carried.map(({ current }) => current.attributes.name).sort()).toEqual(
          training ? statistics.sort() : [],
        );
      }
    },
  );

  it("has the published number of parameters", () => {
    // kuangliu/pytorch-cifar ResNet18() for 10 classes: 11,173,962
    expect(trainedCount(networkNamed("resnet18", networks).build(cifar).weights)).toBe(11_173_962);
    // 896 + 18,496 + 73,856 + 2,048 * 128 + 128 + 128 * 10 + 10
    expect(trainedCount(networkNamed("small", networks).build(cifar).weights)).toBe(356_810);
    // 64*128+128 + 128*128+128 + 256*128+128 + 512*128+128 + 512+1
    expect(trainedCount(lossPredictionModule([64, 128, 256, 512]).weights)).toBe(123_905);
  });

  it("taps maps of 32, 16, 8 and 4 pixels in resnet18", () => {
    const network = networkNamed("resnet18", networks).build(cifar);
    const weight = weightLookup(network.weights);
    const { taps } = network.forward(input("images", [2, 32, 32, 3]), weight, { training: true });
    expect(taps.map(({ shape }) => shape[1])).toEqual([32, 16, 8, 4]);
  });
});

describe("initialWeights", () => {
  const { weights } = networkNamed("resnet18", networks).build({ ...cifar, height: 8, width: 8 });

  it("draws each tensor from its own name, whatever else is drawn", () => {
    const all = initialWeights(weights, keyFrom(1));
    const one = initialWeights([weights[5]], keyFrom(1));
    expect(one.get(weights[5].name)).toEqual(all.get(weights[5].name));
  });

  it("has the spread of PyTorch's defaults, and ones and zeros in batch norm", () => {
    const all = initialWeights(weights, keyFrom(2));
    const { data } = all.get("stage4.block2.conv2.weight")!;
    const bound = 1 / Math.sqrt(9 * 512);
    expect(Math.max(...data.slice(0, 100_000).map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
    const variance = (data as Float32Array).reduce((sum, v) => sum + v * v, 0) / data.length;
    expect(variance / (bound * bound)).toBeCloseTo(1 / 3, 3);
    expect(new Set(all.get("stem.norm.scale")!.data)).toEqual(new Set([1]));
    expect(new Set(all.get("stem.norm.shift")!.data)).toEqual(new Set([0]));
    expect(new Set(all.get("stem.norm.mean")!.data)).toEqual(new Set([0]));
    expect(new Set(all.get("stem.norm.variance")!.data)).toEqual(new Set([1]));
  });
});

describe("batchNorm", () => {
  it("follows the batch's mean and unbiased variance as PyTorch does", () => {
    const layer = batchNorm("norm", 1);
    const shape = [2, 2, 1, 1];
    const { carried, y } = layer.apply(input("x", shape), weightLookup(layer.weights), true);
    const feed = (value: number) => ({ shape: [1], data: Float64Array.of(value) });
    const values = evaluate(
      { mean: carried[0].next, variance: carried[1].next, y },
      {
        x: { shape, data: Float64Array.of(1, 2, 3, 6) }, // mean 3, biased variance 3.5, unbiased 14/3
        "norm.scale": feed(2),
        "norm.shift": feed(0.5),
        "norm.mean": feed(10),
        "norm.variance": feed(5),
      },
    );
    expect(values.mean[0]).toBeCloseTo(0.9 * 10 + 0.1 * 3, 5);
    expect(values.variance[0]).toBeCloseTo(0.9 * 5 + (0.1 * 14) / 3, 5);
    expect(values.y[0]).toBeCloseTo((2 * (1 - 3)) / Math.sqrt(3.5 + 1e-5) + 0.5, 6);
  });

  it("refuses to train on one value a channel, which has no variance", () => {
    const layer = batchNorm("norm", 3);
    expect(() => layer.apply(input("x", [1, 1, 1, 3]), weightLookup(layer.weights), true)).toThrow(
      "Batch normalisation needs at least two values a channel to train; got 1 in [1,1,1,3].",
    );
  });

  it("uses the running statistics, and changes none, when it does not train", () => {
    const layer = batchNorm("norm", 1);
    const shape = [1, 1, 1, 1];
    const { carried, y } = layer.apply(input("x", shape), weightLookup(layer.weights), false);
    const feed = (value: number) => ({ shape: [1], data: Float64Array.of(value) });
    const values = evaluate(
      { y },
      {
        x: { shape, data: Float64Array.of(7) },
        "norm.scale": feed(2),
        "norm.shift": feed(0.5),
        "norm.mean": feed(10),
        "norm.variance": feed(4),
      },
    );
    expect(carried).toEqual([]);
    expect(values.y[0]).toBeCloseTo((2 * (7 - 10)) / Math.sqrt(4 + 1e-5) + 0.5, 6);
  });
});
