import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Expression } from "../expression.ts";
import { interpret } from "../interpreter/interpret.ts";
import { batchNorm, batchNormInference } from "../ops/batch-norm.ts";
import { conv2d, conv2dInputGradient } from "../ops/convolution.ts";
import { add, multiply, relu } from "../ops/elementwise.ts";
import { broadcast, concat, gather, reshape, slice, transpose } from "../ops/layout.ts";
import { constant, input } from "../ops/leaf.ts";
import { matmul } from "../ops/matmul.ts";
import { averagePool2d, globalAveragePool, maxPool2d } from "../ops/pooling.ts";
import { logSoftmax, reduceMax, reduceMean, reduceSum, softmax } from "../ops/reduction.ts";
import { resize2d } from "../ops/resize.ts";
import type { Tensor } from "../tensor.ts";
import { decodeModel } from "./decode.ts";
import { exportOnnx } from "./export.ts";
import { importOnnx } from "./import.ts";
import { relativeDifference, runFile, testNumbers } from "../testing/ort-run.ts";
import { realModel } from "../testing/real-model.ts";

const constants = new Map<string, Tensor>();

function weight(name: string, ...shape: number[]): Expression {
  const data = testNumbers(
    shape.reduce((a, b) => a * b, 1),
    name.length + shape.length,
  );
  constants.set(name, { shape, data: name.endsWith("variance") ? data.map((value) => value + 1.5) : data });
  return input(name, shape);
}

/** Most of what networks are made of, for a batch of its own. */
function network(batch: number): Record<string, Expression> {
  constants.clear();
  const x = input("image", [batch, 8, 12, 3]);
  const stem = conv2d(x, weight("stem", 3, 3, 3, 6), { padding: 1 });
  const statistics = ["scale", "shift", "mean", "variance"].map((name) => weight(name, 6));
  const normal = relu(batchNormInference(stem, statistics[0], statistics[1], statistics[2], statistics[3]));
  const halved = maxPool2d(normal, { window: [2, 2] });
  const pooled = maxPool2d(normal, { window: [3, 3], strides: [2, 2], padding: 1 });
  const deep = conv2d(add(halved, pooled), weight("deep", 3, 3, 1, 6), { padding: 1, groups: 6 });
  const large = resize2d(averagePool2d(deep, { window: [2, 2] }), 4, 6, "bilinear");
  const joined = concat([deep, large, slice(x, [0, 2, 6, 0], [batch, 4, 6, 3])], 3); // (N, 4, 6, 15)
  const tap = globalAveragePool(joined); // (N, 15)
  const cut = slice(tap, [0, 14], [batch, 7], [1, -2]);
  const logits = add(matmul(cut, weight("head", 7, 4)), weight("bias", 4));
  const plan = { strides: [2, 2], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1 } as const;
  const enlarged = conv2dInputGradient(deep, weight("up", 2, 2, 3, 6), [batch, 8, 12, 3], plan);
  const pairs = reshape(deep, [batch, 24, 6]);
  const likeness = matmul(pairs, pairs, { transposeB: true }); // (N, 24, 24)
  const flat = reshape(transpose(deep, [0, 3, 1, 2]), [batch, 6 * 4 * 6]);
  const picked = gather(flat, constant(Int32Array.of(3, 1, 0), [3]), 1);
  return {
    probabilities: softmax(logits),
    predicted_loss: reduceSum(multiply(picked, reduceMax(logits, [1], true)), [1]),
    log_probabilities: logSoftmax(reshape(logits, [batch, 2, 2])),
    map: joined,
    enlarged,
    likeness: matmul(weight("left", 2, 24), likeness), // (N, 2, 24)
  };
}

describe("exportOnnx", () => {
  it.each([1, 2, 5])(
    "writes a file for any batch that gives the program's outputs: %i items",
    async (items) => {
      const bytes = exportOnnx({ outputs: network(4) }, constants, {
        inputs: [{ name: "image", layout: "nchw" }],
      });
      const image = { shape: [items, 3, 8, 12], data: testNumbers(items * 3 * 8 * 12) };
      const actual = await runFile(bytes, { image });
      const { values } = interpret(
        { outputs: { values: transpose(input("image", image.shape), [0, 2, 3, 1]) } },
        { image },
      );
      const expected = interpret(
        { outputs: network(items) },
        { ...Object.fromEntries(constants), image: values },
      );
      expect(Object.keys(actual)).toEqual(Object.keys(expected));
      for (const [name, { shape, data }] of Object.entries(expected)) {
        expect(actual[name].shape).toEqual(shape);
        expect(relativeDifference(actual[name].data, data)).toBeLessThan(5e-6);
      }
    },
  );

  it("names the batch axis, the producer and the metadata", () => {
    const bytes = exportOnnx({ outputs: network(4) }, constants, {
      inputs: [{ name: "image", layout: "nchw" }],
      metadata: { classes: ["cat", "dog"], mean: [0.5, 0.25, 0], task: "classification" },
    });
    const { producerName, metadata, graph } = decodeModel(bytes);
    expect(producerName).toBe("querent");
    expect(metadata).toEqual({ classes: '["cat","dog"]', mean: "[0.5,0.25,0]", task: "classification" });
    expect(graph.inputs).toEqual([{ name: "image", type: "float32", shape: ["N", 3, 8, 12] }]);
    expect(graph.outputs.map(({ name, shape }) => [name, shape])).toEqual([
      ["probabilities", ["N", 4]],
      ["predicted_loss", ["N"]],
      ["log_probabilities", ["N", 2, 2]],
      ["map", ["N", 4, 6, 15]],
      ["enlarged", ["N", 8, 12, 3]],
      ["likeness", ["N", 2, 24]],
    ]);
  });

  it("writes a file for one batch where asked", async () => {
    const bytes = exportOnnx({ outputs: network(4) }, constants, {
      inputs: [{ name: "image", layout: "same" }],
      batch: 2,
    });
    expect(decodeModel(bytes).graph.inputs[0].shape).toEqual([2, 8, 12, 3]);
  });

  it("refuses programs whose items depend on each other", () => {
    const x = input("x", [4, 5]);
    const inputs = [{ name: "x", layout: "same" as const }];
    const attempts: Record<string, Expression> = {
      reduceMean: reduceMean(x, [0]),
      matmul: matmul(x, x, { transposeB: true }),
      softmax: softmax(transpose(x, [1, 0])),
      batchNorm: batchNorm(x, weight("a", 5), weight("b", 5)).y,
      slice: slice(x, [1, 0], [2, 5]),
      multiply: multiply(x, constant(new Float32Array(20), [4, 5])),
    };
    const fed = new Map(["a", "b"].map((name) => [name, constants.get(name)!]));
    for (const [op, y] of Object.entries(attempts)) {
      const given = op === "batchNorm" ? fed : new Map<string, Tensor>();
      const culprit = op === "batchNorm" ? "reduceMean" : op;
      expect(() => exportOnnx({ outputs: { y } }, given, { inputs })).toThrow(
        `each item of a batch by itself; its ${culprit}`,
      );
      expect(exportOnnx({ outputs: { y } }, given, { inputs, batch: 4 }).length).toBeGreaterThan(0);
    }
  });

  it("refuses a free batch where the graph has none, and says what to give", () => {
    const x = input("x", [2, 1, 3]);
    const program = { outputs: { y: broadcast(x, [2, 4, 3]) } };
    const inputs = [{ name: "x", layout: "same" as const }];
    expect(() => exportOnnx(program, new Map(), { inputs })).toThrow(
      /node Expand depends on the batch\. .*batch: 1/,
    );
    expect(exportOnnx(program, new Map(), { inputs, batch: 1 }).length).toBeGreaterThan(0);
  });

  it("writes a part of a network with the weights that part uses", () => {
    const { map } = network(4);
    const bytes = exportOnnx({ outputs: { map } }, constants, {
      inputs: [{ name: "image", layout: "nchw" }],
    });
    const { initializers } = decodeModel(bytes).graph;
    expect(initializers.every(({ dims }) => dims.join() !== constants.get("head")!.shape.join())).toBe(true);
  });

  it("refuses inputs that are neither fed nor bound", () => {
    const program = { outputs: network(4) };
    const inputs = [{ name: "image", layout: "nchw" as const }];
    const missing = new Map(constants);
    missing.delete("bias");
    expect(() => exportOnnx(program, missing, { inputs })).toThrow(/not constants: bias, image; got image/);
  });
});

describe("an imported model leaves as a file again", () => {
  const mobilenet = realModel("mobilenet_v1_075_224_fp32.onnx");
  it.skipIf(mobilenet.absent).each([1, 2])(
    `${mobilenet.title}, for any batch, from batch %i`,
    async (batch) => {
      const original = readFileSync(mobilenet.path);
      const { outputs, parameters } = importOnnx(original, { inputShapes: { input: [batch, 3, 96, 96] } });
      const bytes = exportOnnx({ outputs }, parameters, { inputs: [{ name: "input", layout: "same" }] });
      const feeds = { input: { shape: [3, 3, 96, 96], data: testNumbers(3 * 3 * 96 * 96) } };
      const [actual, expected] = [await runFile(bytes, feeds), await runFile(original, feeds)];
      for (const name of Object.keys(expected)) {
        expect(actual[name].shape).toEqual(expected[name].shape);
        expect(relativeDifference(actual[name].data, expected[name].data)).toBeLessThan(1e-5);
      }
      const again = importOnnx(bytes, { batch: 3 });
      const repeated = interpret(
        { outputs: again.outputs },
        { ...feeds, ...Object.fromEntries(again.parameters) },
      );
      expect(relativeDifference(repeated.logits.data, expected.logits.data)).toBeLessThan(1e-5);
    },
  );

  const picodet = realModel("picodet_s_320_coco.onnx");
  it.skipIf(picodet.absent)(`${picodet.title}, whose batch is fixed at 1, for any batch`, async () => {
    const original = readFileSync(picodet.path);
    const { outputs, parameters } = importOnnx(original);
    const bytes = exportOnnx({ outputs }, parameters, { inputs: [{ name: "image", layout: "same" }] });
    const size = 3 * 320 * 320;
    const pair = testNumbers(2 * size);
    const actual = await runFile(bytes, { image: { shape: [2, 3, 320, 320], data: pair } });
    for (const item of [0, 1]) {
      const data = pair.subarray(item * size, (item + 1) * size);
      const expected = await runFile(original, { image: { shape: [1, 3, 320, 320], data } });
      for (const [name, { data: reference }] of Object.entries(expected)) {
        const own = actual[name].data.slice(item * reference.length, (item + 1) * reference.length);
        expect(relativeDifference(own, reference)).toBeLessThan(2e-5);
      }
    }
  });
});
