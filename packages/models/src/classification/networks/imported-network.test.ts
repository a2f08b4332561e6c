import { readFileSync } from "node:fs";
import { accuracy, argmaxRows, generator, keyFrom, split } from "@querent/core";
import { createSession, decodeModel, encodeModel, input, programInputs } from "@querent/graph";
import type { OnnxNode, OnnxTensor } from "@querent/graph";
import { describe, expect, it } from "vitest";
import { realModel, relativeDifference, runFile } from "@querent/graph/testing";
import { syntheticImages } from "../../../test/synthetic-images.ts";
import type { ClassifierSettings } from "../classifier-contract.ts";
import { createClassifier } from "../create-classifier.ts";
import { initialWeights } from "../../weights/initial-weights.ts";
import { weightLookup } from "../../weights/weight-lookup.ts";
import { importedNetwork } from "./imported-network.ts";
import type { NetworkDefinition } from "./network.ts";

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
});

const mobilenet = realModel("mobilenet_v1_075_224_fp32.onnx");
describe.skipIf(mobilenet.absent)(`importedNetwork of ${mobilenet.title}`, () => {
  const SIDE = 64;
  const COUNT = 30;
  const wide: ClassifierSettings = {
    ...settings,
    height: SIDE,
    width: SIDE,
    channels: 3,
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  };
  const taps = ["conv_pw_5_relu", "conv_pw_13_relu"];
  const tapped = (freeze: boolean): NetworkDefinition =>
    importedNetwork(readFileSync(mobilenet.path), { name: "mine", embedding: "features", taps, freeze });

  const drawn = syntheticImages(COUNT, 3, 0, 3);
  const data = Uint8Array.from({ length: COUNT * SIDE * SIDE * 3 }, (_, at) => {
    const [item, y, x] = [SIDE * SIDE * 3, SIDE * 3, 3].map((size) => Math.floor(at / size));
    const [row, column] = [(y % SIDE) >> 3, (x % SIDE) >> 3]; // each pixel eight times as large
    return drawn.images.data[((item * 8 + row) * 8 + column) * 3 + (at % 3)];
  });
  const images = { count: COUNT, height: SIDE, width: SIDE, channels: 3, data };
  const normalised = Float32Array.from(data, (byte) => (byte / 255 - 0.5) / 0.5); // (N, H, W, C)

  /** The file's own features of all images, by ONNX Runtime alone. */
  const ownFeatures = async (): Promise<ArrayLike<number>> => {
    const plane = SIDE * SIDE;
    const planes = Float32Array.from(normalised, (_, at) => {
      const [item, c] = [Math.floor(at / (3 * plane)), Math.floor(at / plane) % 3];
      return normalised[(item * plane + (at % plane)) * 3 + c];
    });
    const input = { shape: [COUNT, 3, SIDE, SIDE], data: planes };
    return (await runFile(readFileSync(mobilenet.path), { input })).features.data;
  };

  it("computes the file's features before it is trained", async () => {
    const network = tapped(false).build(wide);
    const weights = new Map([...initialWeights(network.weights, keyFrom(1)), ...network.fixed!]);
    const shape = [COUNT, SIDE, SIDE, 3];
    const { embedding } = network.forward(input("images", shape), weightLookup(network.weights), {
      training: true,
    });
    const program = { outputs: { embedding } };
    const used = programInputs(program);
    const constants = new Map([...weights].filter(([name]) => used.has(name)));
    const session = await createSession(program, { threads: 1, constants });
    const { data } = (await session.run({ images: { shape, data: normalised } })).embedding;
    await session.release();
    expect(relativeDifference(data, await ownFeatures())).toBeLessThan(1e-4);
  }, 120_000);

  it.each([
    { what: "a new head alone", freeze: true, recipe: "cpu" },
    { what: "all of it", freeze: false, recipe: "fine-tune" },
  ])(
    "trains $what",
    async ({ freeze, recipe }) => {
      const classifier = createClassifier({ ...wide, recipe, epochs: 15 }, undefined, [tapped(freeze)]);
      const losses: number[] = [];
      const progress = ({ loss }: { loss: number }) => void losses.push(loss);
      const { labels, indices } = drawn;
      const request = { images, labels, indices, key: keyFrom(2), module: "ranking", progress } as const;
      const trained = await classifier.train(request);
      expect(trained.finalLoss).toBeLessThan(0.5 * losses[0]);
      const { embeddings } = await trained.predict(images, indices);
      const moved = relativeDifference(embeddings.data, await ownFeatures());
      if (freeze) expect(moved).toBeLessThan(1e-4);
      else expect(moved).toBeGreaterThan(1e-2);
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
