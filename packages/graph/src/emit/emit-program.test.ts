/** The graph that is written: names, sharing, and what is left out. */
import { describe, expect, test } from "vitest";
import {
  add,
  batchNormInference,
  constant,
  conv2d,
  exp,
  gradients,
  input,
  matmul,
  maxPool2d,
  multiply,
  reduceSum,
  relu,
  sizeOf,
  type Expression,
} from "../index.ts";
import { interpret } from "../interpreter/interpret.ts";
import { uniform } from "../testing/samples.ts";
import { createSession } from "../runtime/onnx-runtime-node.ts";
import type { Tensor } from "../tensor.ts";
import { emitProgram } from "./emit-program.ts";

const x = input("x", [2, 2]);
const typesOf = (outputs: Record<string, Expression>): string[] =>
  emitProgram({ outputs }).graph.nodes.map(({ opType }) => opType);

describe("emitProgram", () => {
  test("writes equal subexpressions once", () => {
    expect(typesOf({ y: add(exp(x), multiply(exp(x), 2)) })).toEqual(["Exp", "Mul", "Add"]);
  });

  test("writes equal constants once", () => {
    const twos = (): Expression => constant(Float32Array.of(2, 2), [2]);
    const { graph } = emitProgram({ outputs: { a: add(x, twos()), b: multiply(x, twos()) } });
    expect(graph.initializers).toHaveLength(1);
  });

  test("keeps the names of inputs and outputs, and gives a value two names if asked", () => {
    const y = exp(x);
    const { graph } = emitProgram({ outputs: { v0: y, again: y, input: x } });
    expect(graph.inputs).toEqual([{ name: "x", type: "float32", shape: [2, 2] }]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(["v0", "again", "input"]);
    const made = graph.nodes.flatMap(({ outputs }) => outputs);
    expect(new Set(made).size).toBe(made.length);
    expect(made).toEqual(expect.arrayContaining(["v0", "again", "input"]));
  });

  test("is the same for the same program, built again", () => {
    const build = (): unknown => emitProgram({ outputs: { y: matmul(exp(input("x", [2, 2])), relu(x)) } });
    expect(() => build()).toThrow("used twice");
    const alone = (): unknown => emitProgram({ outputs: { y: relu(exp(input("z", [2, 2]))) } });
    expect(alone()).toEqual(alone());
  });

  test("refuses an output named as an input", () => {
    expect(() => emitProgram({ outputs: { x: exp(x) } })).toThrow('"x" is both');
  });

  test("pools without a gradient by MaxPool, and beside its gradient by what the two share", () => {
    const images = input("images", [1, 4, 4, 2]);
    const pooled = maxPool2d(images, { window: [2, 2] });
    expect(typesOf({ pooled })).toEqual(["Transpose", "MaxPool", "Transpose"]);
    const [slope] = gradients(reduceSum(pooled), [images]);
    expect(typesOf({ pooled, slope })).not.toContain("MaxPool");
  });

  test("drops the reshape of a convolution's rows when the columns form is not taken", () => {
    const kernel = constant(new Float32Array(9), [3, 3, 1, 1]);
    expect(typesOf({ y: conv2d(input("i", [1, 4, 4, 1]), kernel) })).toEqual([
      "Transpose",
      "Conv",
      "Transpose",
    ]);
  });
});

test("normalisation with bound statistics goes into the bound convolution before it", async () => {
  const images = input("images", [2, 6, 6, 3]);
  const kernel = input("kernel", [3, 3, 3, 4]);
  const [scale, shift, mean, variance] = ["scale", "shift", "mean", "variance"].map((name) =>
    input(name, [4]),
  );
  const y = relu(batchNormInference(conv2d(images, kernel, { padding: 1 }), scale, shift, mean, variance));
  const feeds: Record<string, Tensor> = Object.fromEntries(
    [images, kernel, scale, shift, mean, variance].map((node, at) => {
      const values = uniform(node.shape, at, 0.1, 1).data;
      return [node.attributes.name, { shape: node.shape, data: Float32Array.from(values) }];
    }),
  );
  const { images: fed, ...weights } = feeds;
  const constants = new Map(Object.entries(weights));
  const program = { outputs: { y } };
  const { nodes, initializers } = emitProgram(program, { constants }).graph;
  expect(nodes.map(({ opType }) => opType)).toEqual(["Transpose", "Conv", "Transpose", "Relu"]);
  expect(initializers).toHaveLength(2);
  const session = await createSession(program, { threads: 1, constants });
  const got = (await session.run({ images: fed })).y;
  await session.release();
  const wanted = interpret(program, feeds).y;
  const worst = wanted.data.reduce((most, value, at) => Math.max(most, Math.abs(value - got.data[at])), 0);
  expect(got.data).toHaveLength(sizeOf(y.shape));
  expect(worst).toBeLessThan(2e-5);
});
