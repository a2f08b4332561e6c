import { readFileSync } from "node:fs";
import { accuracy, argmaxRows, generator, keyFrom, split } from "@querent/core";
import {
  decodeModel,
  encodeModel,
  importOnnx,
  interpret,
  type OnnxNode,
  type OnnxTensor,
} from "@querent/graph";
import { describe, expect, it } from "vitest";
import { realModel, relativeDifference, runFile } from "@querent/graph/testing";
import { syntheticImages } from "../../test/synthetic-images.ts";
import type { ClassifierSettings } from "../classifier-contract.ts";
import { createClassifier } from "../create-classifier.ts";
import { importedNetwork } from "./imported-network.ts";

const settings: ClassifierSettings = {
  network: "mine",
  recipe: "cpu",
  classes: 3,
  height: 8,
  width: 8,
  channels: 1,
  normalisation: { mean: [0.4], std: [0.25] },
  provider: "cpu",
  threads: 1,
  epochs: 40,
};

/** A small file as other tools write them: two convolutions, batch norm, the mean over the map, a last layer. */
function someFile(): Uint8Array {
  const weight = (name: string, ...dims: number[]): OnnxTensor => {
    const random = generator(split(keyFrom("file"), name));
    const size = dims.reduce((product, side) => product * side, 1);
    const draw = () => (name === "variance" ? 1 + random.uniform() : 0.4 * random.normal());
    return { name, dims, type: "float32", data: Float32Array.from({ length: size }, draw) };
  };
  const node = (
    opType: string,
    inputs: string[],
    output: string,
    attributes: OnnxNode["attributes"] = {},
  ) => ({
    opType,
    name: output,
    domain: "",
    inputs,
    outputs: [output],
    attributes,
  });
  const ints = (...values: number[]) => ({ ints: values });
  return encodeModel({
    irVersion: 8,
    producerName: "test",
    opsets: [{ domain: "", version: 17 }],
    graph: {
      name: "file",
      inputs: [{ name: "pixels", type: "float32", shape: ["N", 1, 8, 8] }],
      outputs: [{ name: "scores", type: "float32", shape: ["N", 5] }],
      initializers: [
        weight("kernel1", 12, 1, 3, 3),
        ...["scale", "shift", "mean", "variance"].map((name) => weight(name, 12)),
        weight("kernel2", 24, 12, 3, 3),
        weight("last", 5, 24),
      ],
      nodes: [
        node("Conv", ["pixels", "kernel1"], "conv1", { pads: ints(1, 1, 1, 1) }),
        node("BatchNormalization", ["conv1", "scale", "shift", "mean", "variance"], "norm1"),
        node("Relu", ["norm1"], "block1"),
        node("Conv", ["block1", "kernel2"], "conv2", { strides: ints(2, 2) }),
        node("Relu", ["conv2"], "block2"),
        node("GlobalAveragePool", ["block2"], "pooled"),
        node("Flatten", ["pooled"], "features"),
        node("Gemm", ["features", "last"], "scores", { transB: { int: 1 } }),
      ],
    },
  });
}

const names = { name: "mine", embedding: "features", taps: ["block1", "block2"] };

describe("importedNetwork", () => {
  it("trains a new head and the module on a frozen file, and leaves as a file", async () => {
    const bytes = someFile();
    const network = importedNetwork(bytes, { ...names, freeze: true });
    const classifier = createClassifier({ ...settings, epochs: 1000 }, undefined, [network]);
    const data = syntheticImages(48, 3);
    const trained = await classifier.train({ ...data, key: keyFrom(2), module: "ranking" });
    const { probabilities, embeddings, predictedLoss } = await trained.predict(data.images, data.indices);
    expect(accuracy(argmaxRows(probabilities), data.labels)).toBeGreaterThan(0.8);

    // The features are those of the file as it was, and of the file that leaves.
    const pixels = Float32Array.from(data.images.data, (byte) => byte / 255);
    const normalised = { shape: [48, 1, 8, 8], data: pixels.map((value) => (value - 0.4) / 0.25) };
    const [before, after] = [
      await runFile(withOutput(bytes, "features", 24), { pixels: normalised }),
      await runFile(await trained.exportOnnx(), { images: { shape: [48, 1, 8, 8], data: pixels } }),
    ];
    expect(relativeDifference(after.embedding.data, before.features.data)).toBeLessThan(1e-4);
    expect(relativeDifference(after.embedding.data, embeddings.data)).toBeLessThan(1e-4);
    expect(relativeDifference(after.predicted_loss.data, predictedLoss!)).toBeLessThan(1e-4);
    await trained.release();
    await classifier.release();
  }, 120_000);

  it("trains everything but the statistics when nothing is frozen", async () => {
    const definition = importedNetwork(someFile(), { ...names, freeze: false });
    const { weights, fixed, tapWidths, embeddingWidth } = definition.build(settings);
    expect([...tapWidths, embeddingWidth]).toEqual([12, 24, 24]);
    expect([...fixed!.keys()]).toEqual(["backbone.mean", "backbone.variance"]);
    const classifier = createClassifier({ ...settings, epochs: 2 }, undefined, [definition]);
    const trained = await classifier.train({ ...syntheticImages(16, 3), key: keyFrom(2), module: "ranking" });
    for (const { name, init } of weights)
      if (init.kind === "given") expect(trained.weights.get(name)!.data, name).not.toEqual(init.data);
    for (const [name, { data }] of fixed!) expect(trained.weights.get(name)!.data, name).toEqual(data);
    await trained.release();
    await classifier.release();
  }, 120_000);

  it("says what can be tapped when a name is not in the file", () => {
    const definition = importedNetwork(someFile(), { ...names, taps: ["layer9"], freeze: true });
    expect(() => definition.build(settings)).toThrow(
      /got "layer9", which is not in it\. The last ones are: .*features, scores\./,
    );
  }, 120_000);

  const mobilenet = realModel("mobilenet_v1_075_224_fp32.onnx");
  it.skipIf(mobilenet.absent)(
    `puts a head on ${mobilenet.title}`,
    async () => {
      const bytes = readFileSync(mobilenet.path);
      const network = importedNetwork(bytes, {
        name: "mine",
        embedding: "features",
        taps: ["conv_pw_5_relu", "conv_pw_13_relu"],
        freeze: true,
      });
      const changes = {
        height: 64,
        width: 64,
        channels: 3,
        normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      };
      const classifier = createClassifier({ ...settings, ...changes }, undefined, [network]);
      const small = syntheticImages(30, 3, 0, 3);
      const data = new Uint8Array(30 * 64 * 64 * 3); // each pixel eight times as large
      for (let at = 0; at < data.length; at++) {
        const [item, y, x, c] = [
          Math.floor(at / 3072),
          Math.floor(at / 96) % 32,
          Math.floor(at / 3) % 32,
          at % 3,
        ];
        data[at] = small.images.data[item * 192 + ((y >> 3) * 8 + (x >> 3)) * 3 + c];
      }
      const images = { count: 30, height: 64, width: 64, channels: 3, data };
      const losses: number[] = [];
      const progress = ({ loss }: { loss: number }) => void losses.push(loss);
      const request = { ...small, images, key: keyFrom(2), module: "ranking", progress } as const;
      const trained = await classifier.train(request);
      expect(trained.finalLoss).toBeLessThan(0.9 * losses[0]);
      const { embeddings } = await trained.predict(images, small.indices);
      const pixels = new Float32Array(3 * 64 * 64); // the first image, (1, C, H, W)
      for (let at = 0; at < 64 * 64; at++)
        for (let c = 0; c < 3; c++) pixels[c * 64 * 64 + at] = (data[at * 3 + c] / 255 - 0.5) / 0.5;
      const file = importOnnx(bytes, { inputShapes: { input: [1, 3, 64, 64] } });
      const features = interpret(
        { outputs: { features: file.values.get("features")! } },
        { ...Object.fromEntries(file.parameters), input: { shape: [1, 3, 64, 64], data: pixels } },
      ).features.data;
      expect(relativeDifference(embeddings.data.subarray(0, 768), features)).toBeLessThan(1e-4);
      await trained.release();
      await classifier.release();
    },
    120_000,
  );
});

/** The file with one more tensor among its outputs. */
function withOutput(bytes: Uint8Array, name: string, width: number): Uint8Array {
  const model = decodeModel(bytes);
  const output = { name, type: "float32", shape: ["N", width] } as const;
  return encodeModel({ ...model, graph: { ...model.graph, outputs: [...model.graph.outputs, output] } });
}
