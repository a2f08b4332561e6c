import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { programInputs } from "../expression.ts";
import { gradients } from "../gradient/gradients.ts";
import { interpret } from "../interpreter/interpret.ts";
import { square } from "../ops/elementwise.ts";
import { reduceSum } from "../ops/reduction.ts";
import { createSession } from "../runtime/onnx-runtime-node.ts";
import { encodeModel } from "./encode.ts";
import { importOnnx } from "./import.ts";
import type { OnnxGraph, OnnxNode, OnnxTensor } from "./model.ts";
import { relativeDifference, runFile, testNumbers } from "../testing/ort-run.ts";
import { realModel } from "../testing/real-model.ts";

function node(
  opType: string,
  inputs: string[],
  output: string,
  attributes: OnnxNode["attributes"] = {},
): OnnxNode {
  return { opType, name: `${opType}_${output}`, domain: "", inputs, outputs: [output], attributes };
}

function weights(name: string, ...dims: number[]): OnnxTensor {
  const data = testNumbers(
    dims.reduce((a, b) => a * b, 1),
    name.length + dims.length,
  );
  return { name, dims, type: "float32", data };
}

function longs(name: string, ...values: number[]): OnnxTensor {
  return { name, dims: [values.length], type: "int64", data: BigInt64Array.from(values, BigInt) };
}

function fileOf(graph: Partial<OnnxGraph>, version = 17): Uint8Array {
  const empty: OnnxGraph = { name: "g", nodes: [], initializers: [], inputs: [], outputs: [] };
  return encodeModel({
    irVersion: 8,
    producerName: "test",
    opsets: [{ domain: "", version }],
    graph: { ...empty, ...graph },
  });
}

/** As a PyTorch export with a free batch axis writes `x.view(x.size(0), -1)`. */
const dynamicFlatten: Partial<OnnxGraph> = {
  inputs: [{ name: "x", type: "float32", shape: ["batch", 3, 5, 5] }],
  outputs: [{ name: "y", type: "float32", shape: ["batch", 10] }],
  initializers: [
    weights("conv.weight", 4, 3, 3, 3),
    weights("bn.weight", 4),
    weights("bn.bias", 4),
    weights("bn.mean", 4),
    { ...weights("bn.var", 4), data: Float32Array.of(1, 2, 0.5, 3) },
    weights("fc.weight", 10, 36),
    longs("zero", 0),
    longs("minus", -1),
  ],
  nodes: [
    node("Conv", ["x", "conv.weight"], "conv"),
    node("BatchNormalization", ["conv", "bn.weight", "bn.bias", "bn.mean", "bn.var"], "bn"),
    node("Relu", ["bn"], "relu"),
    node("Shape", ["relu"], "shape"),
    node("Gather", ["shape", "zero"], "rows"),
    node("Concat", ["rows", "minus"], "target", { axis: { int: 0 } }),
    node("Reshape", ["relu", "target"], "flat"),
    node("Gemm", ["flat", "fc.weight"], "y", { transB: { int: 1 } }),
  ],
};

describe("importOnnx", () => {
  it("binds the free batch axis and folds the arithmetic on shapes", async () => {
    const bytes = fileOf(dynamicFlatten);
    const { inputs, outputs, parameters, statistics, values } = importOnnx(bytes, { batch: 3 });
    expect(inputs.x.expression.shape).toEqual([3, 3, 5, 5]);
    expect(inputs.x.onnxShape).toEqual(["batch", 3, 5, 5]);
    expect(outputs.y.shape).toEqual([3, 10]);
    expect([...parameters.keys()]).toEqual(
      "conv.weight bn.weight bn.bias bn.mean bn.var fc.weight".split(" "),
    );
    expect(parameters.get("conv.weight")?.shape).toEqual([3, 3, 3, 4]); // kh, kw, C, O
    expect([...statistics]).toEqual(["bn.mean", "bn.var"]);
    expect([...values.keys()]).toEqual(["conv", "bn", "relu", "flat", "y"]);
    expect(values.get("relu")?.shape).toEqual([3, 3, 3, 4]); // N, H, W, C
    const x = { shape: [3, 3, 5, 5], data: testNumbers(225) };
    const actual = interpret({ outputs }, { x, ...Object.fromEntries(parameters) });
    const expected = await runFile(bytes, { x });
    expect(relativeDifference(actual.y.data, expected.y.data)).toBeLessThan(5e-6);
  });

  it("reads initializers that old files also list as inputs, and weights in Constant nodes", () => {
    const kernel = weights("kernel", 2, 1, 1, 1);
    const graph: Partial<OnnxGraph> = {
      inputs: [
        { name: "x", type: "float32", shape: [1, 1, 2, 2] },
        { name: "bias", type: "float32", shape: [2, 1, 1] },
      ],
      outputs: [{ name: "y", type: "float32" }],
      initializers: [weights("bias", 2, 1, 1)],
      nodes: [
        node("Constant", [], "kernel", { value: { tensor: kernel } }),
        node("Conv", ["x", "kernel"], "c"),
        node("Add", ["c", "bias"], "y"),
      ],
    };
    const { inputs, parameters } = importOnnx(fileOf(graph));
    expect(Object.keys(inputs)).toEqual(["x"]);
    expect([...parameters.keys()].sort()).toEqual(["bias", "kernel"]);
  });

  it("finds running statistics that the file shares through an Identity, and skips dropout", () => {
    const [conv, norm, ...rest] = dynamicFlatten.nodes!;
    const shared = { ...norm, inputs: ["dropped", "bn.weight", "bn.bias", "alias", "bn.var"] };
    const nodes = [
      node("Identity", ["bn.mean"], "alias"),
      conv,
      node("Dropout", ["conv"], "dropped"),
      shared,
      ...rest,
    ];
    expect([...importOnnx(fileOf({ ...dynamicFlatten, nodes })).statistics]).toEqual(["bn.mean", "bn.var"]);
  });

  it("leaves every weight of the file trainable", () => {
    const { outputs, parameters, statistics } = importOnnx(fileOf(dynamicFlatten), { batch: 2 });
    const trained = [...programInputs({ outputs })].filter(
      ([name]) => parameters.has(name) && !statistics.has(name),
    );
    const loss = reduceSum(square(outputs.y));
    const derived = gradients(
      loss,
      trained.map(([, node]) => node),
    );
    expect(derived.map(({ shape }) => shape)).toEqual(trained.map(([, { shape }]) => shape));
  });

  it("keeps one parameter for a weight used in two orders of axes", async () => {
    const graph: Partial<OnnxGraph> = {
      inputs: [{ name: "x", type: "float32", shape: [1, 2, 3, 3] }],
      outputs: [
        { name: "y", type: "float32" },
        { name: "z", type: "float32" },
      ],
      initializers: [weights("w", 2, 2, 3, 3)],
      nodes: [node("Conv", ["x", "w"], "y"), node("Mul", ["w", "x"], "z")],
    };
    const bytes = fileOf(graph);
    const { outputs, parameters } = importOnnx(bytes);
    expect(parameters.size).toBe(1);
    const x = { shape: [1, 2, 3, 3], data: testNumbers(18) };
    const expected = await runFile(bytes, { x });
    const actual = interpret({ outputs }, { x, ...Object.fromEntries(parameters) });
    expect(relativeDifference(actual.y.data, expected.y.data)).toBeLessThan(5e-6);
    expect(relativeDifference(actual.z.data, expected.z.data)).toBeLessThan(5e-6);
  });

  it.each([
    { fmod: 0, rest: 2 },
    { fmod: 1, rest: 3 },
  ])("takes the rest of -3 by 5 with the sign that fmod $fmod asks for", async ({ fmod, rest }) => {
    const nodes = [
      node("Mod", ["three", "five"], "rest", { fmod: { int: fmod } }),
      node("Mul", ["rest", "sign"], "side"),
      node("Expand", ["x", "side"], "y"),
    ];
    const initializers = [longs("three", -3), longs("five", 5), longs("sign", fmod === 0 ? 1 : -1)];
    const inputs = [{ name: "x", type: "float32" as const, shape: [1] }];
    const bytes = fileOf({ inputs, nodes, initializers, outputs: [{ name: "y", type: "float32" }] });
    expect(importOnnx(bytes).outputs.y.shape).toEqual([rest]);
    const x = { shape: [1], data: Float32Array.of(1) };
    expect((await runFile(bytes, { x })).y.shape).toEqual([rest]);
  });

  it("names every unsupported operator at once, and what is supported", () => {
    const nodes = [
      node("Einsum", ["x"], "a"),
      node("Loop", ["a"], "b", {
        body: { graph: { name: "", nodes: [], initializers: [], inputs: [], outputs: [] } },
      }),
      { ...node("Gelu", ["b"], "y"), domain: "com.x" },
    ];
    const graph = { inputs: [{ name: "x", type: "float32" as const, shape: [1] }], nodes };
    expect(() => importOnnx(fileOf(graph))).toThrow(
      /got Einsum \(node "Einsum_a"\), Loop \(node "Loop_b"\), com.x.Gelu \(node "Gelu_y"\)\. Supported: .*Conv, .*Relu/,
    );
  });

  it("names an operator with a body, though the body holds what we cannot read", () => {
    // A branch whose output has no type, as the standard allows inside a node.
    const writer = new BinaryWriter();
    const message = (field: number, write: () => void): void => {
      writer.tag(field, WireType.LengthDelimited).fork();
      write();
      writer.join();
    };
    const string = (field: number, text: string): void => {
      writer.tag(field, WireType.LengthDelimited).string(text);
    };
    writer.raw(fileOf({})); // its graph is replaced by the one that follows
    message(7, () =>
      message(1, () => {
        string(2, "y");
        string(3, "choice");
        string(4, "If");
        message(5, () => {
          string(1, "then_branch");
          message(6, () => message(12, () => string(1, "untyped")));
          writer.tag(20, WireType.Varint).int32(5);
        });
      }),
    );
    expect(() => importOnnx(writer.finish())).toThrow(/got If \(node "choice"\)\. Supported/);
  });

  it("refuses what cannot be known, saying what to give", () => {
    const free = {
      ...dynamicFlatten,
      inputs: [{ name: "x", type: "float32" as const, shape: ["n", 3, "h", "w"] }],
    };
    expect(() => importOnnx(fileOf(free))).toThrow(
      /"x" must be known; the file declares \[n,3,h,w\]\. Give it in inputSh/,
    );
    expect(importOnnx(fileOf(free), { inputShapes: { x: [2, 3, 5, 5] } }).outputs.y.shape).toEqual([2, 10]);
    expect(() => importOnnx(fileOf(free), { inputShapes: { x: [2, 3] } })).toThrow(
      /must have 4 sides; got \[2,3\]/,
    );
    const fixed = {
      ...dynamicFlatten,
      inputs: [{ name: "x", type: "float32" as const, shape: [1, 3, 5, 5] }],
    };
    expect(() => importOnnx(fileOf(fixed), { batch: 8 })).toThrow(/has the fixed batch 1; got batch 8/);
    expect(() => importOnnx(fileOf(dynamicFlatten, 6))).toThrow(/operator set 7 or later; got 6/);
  });

  it("says which node an error belongs to", () => {
    const graph: Partial<OnnxGraph> = {
      ...dynamicFlatten,
      nodes: [node("MaxPool", ["x"], "y", { kernel_shape: { ints: [2] } })],
    };
    expect(() => importOnnx(fileOf(graph))).toThrow(
      /MaxPool, node "MaxPool_y", cannot be imported: kernel_shape must have two entries; got \[2\]/,
    );
    const bytes: Partial<OnnxGraph> = {
      inputs: [{ name: "x", type: "uint8", shape: [1, 4, 4, 3] }],
      nodes: [
        node("Transpose", ["x"], "t", { perm: { ints: [0, 3, 1, 2] } }),
        node("Cast", ["t"], "y", { to: { int: 1 } }),
      ],
    };
    expect(() => importOnnx(fileOf(bytes))).toThrow(/Cast, node "Cast_y", .* between integers and floats/);
    const computed: Partial<OnnxGraph> = { ...dynamicFlatten, nodes: [node("Clip", ["x", "x"], "y")] };
    expect(() => importOnnx(fileOf(computed))).toThrow(/input 1 \("x"\) must be constant; it is computed/);
  });
});

describe("a real model gives its file's outputs", () => {
  const mobilenet = realModel("mobilenet_v1_075_224_fp32.onnx");
  it.skipIf(mobilenet.absent)(`${mobilenet.title} at 64 in float64`, async () => {
    const bytes = readFileSync(mobilenet.path);
    const input = { shape: [1, 3, 64, 64], data: testNumbers(3 * 64 * 64) };
    const { outputs, parameters } = importOnnx(bytes, { inputShapes: { input: input.shape } });
    const expected = await runFile(bytes, { input });
    const actual = interpret({ outputs }, { input, ...Object.fromEntries(parameters) });
    for (const [name, { data }] of Object.entries(expected))
      expect(relativeDifference(actual[name].data, data)).toBeLessThan(1e-5);
  });

  it.skipIf(mobilenet.absent)(`${mobilenet.title} at 224, two images, on ONNX Runtime`, async () => {
    const bytes = readFileSync(mobilenet.path);
    await requireEqualOutputs(bytes, "input", [2, 3, 224, 224]);
  });

  const picodet = realModel("picodet_s_320_coco.onnx");
  it.skipIf(picodet.absent)(`${picodet.title} on ONNX Runtime`, async () => {
    const bytes = readFileSync(picodet.path);
    await requireEqualOutputs(bytes, "image", [1, 3, 320, 320]);
  });
});

async function requireEqualOutputs(bytes: Uint8Array, name: string, shape: number[]): Promise<void> {
  const feeds = { [name]: { shape, data: testNumbers(shape.reduce((a, b) => a * b, 1)) } };
  const { outputs, parameters } = importOnnx(bytes, { inputShapes: { [name]: shape } });
  const session = await createSession({ outputs }, { constants: parameters, threads: 1 });
  const actual = await session.run(feeds);
  await session.release();
  const expected = await runFile(bytes, feeds);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [output, { shape: sides, data }] of Object.entries(expected)) {
    expect(actual[output].shape).toEqual([...sides]);
    const difference = relativeDifference(actual[output].data, data);
    expect(difference).toBeLessThan(2e-5); // each is within 1e-5 of the float64 interpreter
  }
}
