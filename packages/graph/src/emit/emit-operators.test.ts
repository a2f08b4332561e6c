/** Every operator, and the gradient graph through it, on ONNX Runtime against the float64 interpreter. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  makeExpression,
  programInputs,
  type Expression,
  type Operator,
  type Program,
  type Shape,
} from "../expression.ts";
import { gradients } from "../gradient/gradients.ts";
import { nonDifferentiable, undifferentiated } from "../gradient/rules.ts";
import * as ops from "../index.ts";
import { interpret, interpretedOperators } from "../interpreter/interpret.ts";
import { uniform } from "../testing/samples.ts";
import { createSession } from "../runtime/onnx-runtime-node.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** What the inputs of a case hold: any value; positive ones; coarse ones, which tie often. */
type Values = "any" | "positive" | "coarse";

interface OperatorCase {
  readonly node: Expression;
  readonly values: Values;
}

const side = fc.integer({ min: 1, max: 5 });
const shape = (min = 0, max = 4): fc.Arbitrary<number[]> =>
  fc.array(side, { minLength: min, maxLength: max });
const float = (name: string, of: Shape): Expression => ops.input(name, of);

function unary(build: (x: Expression) => Expression, values: Values = "any"): fc.Arbitrary<OperatorCase> {
  return shape().map((of) => ({ node: build(float("x", of)), values }));
}

/** Two shapes that broadcast: some sides of each are 1, and leading axes are missing. */
function pair(
  build: (a: Expression, b: Expression) => Expression,
  values: Values = "any",
): fc.Arbitrary<OperatorCase> {
  return shape(0, 4)
    .chain((of) => {
      const part = fc
        .tuple(fc.array(fc.boolean(), { minLength: of.length, maxLength: of.length }), fc.nat(of.length))
        .map(([ones, drop]) => of.map((n, axis) => (ones[axis] ? 1 : n)).slice(drop));
      return fc.tuple(part, part);
    })
    .map(([a, b]) => ({ node: build(float("a", a), float("b", b)), values }));
}

const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 4, max: 9 }),
    width: fc.integer({ min: 4, max: 9 }),
    groups: fc.constantFrom(1, 1, 2, 3),
    perGroup: fc.integer({ min: 1, max: 4 }),
    outputsPerGroup: fc.integer({ min: 1, max: 4 }),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
    dilations: fc.constantFrom([1, 1] as const, [1, 1] as const, [2, 1] as const),
    padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  })
  .map((drawn) => {
    const { batch, height, width, groups, perGroup, outputsPerGroup, window, ...options } = drawn;
    const x = float("x", [batch, height, width, groups * perGroup]);
    const kernel = float("kernel", [...window, perGroup, groups * outputsPerGroup]);
    return { x, kernel, y: ops.conv2d(x, kernel, { ...options, groups }) };
  });

const pool = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    sides: fc.tuple(fc.integer({ min: 4, max: 8 }), fc.integer({ min: 4, max: 8 })),
    channels: fc.integer({ min: 1, max: 4 }),
    options: fc.oneof(
      fc.constant({ window: [2, 2] as const }),
      fc.record({
        window: fc.tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 3 })),
        strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        padding: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(1)),
      }),
    ),
  })
  .map(({ batch, sides, channels, options }) => ({ x: float("x", [batch, ...sides, channels]), options }));

function reduction(
  build: (x: Expression, axes: readonly number[], keepDims: boolean) => Expression,
): fc.Arbitrary<OperatorCase> {
  return shape(0, 4)
    .chain((of) => fc.tuple(fc.constant(of), fc.subarray(of.map((_, axis) => axis)), fc.boolean()))
    .map(([of, axes, keepDims]) => ({ node: build(float("x", of), axes, keepDims), values: "coarse" }));
}

const indexed = fc
  .record({ of: shape(1, 3), indices: shape(0, 2), at: fc.nat(2), seed: fc.nat(1000) })
  .map((drawn) => {
    const axis = drawn.at % drawn.of.length;
    const data = Int32Array.from({ length: sizeOf(drawn.indices) }, (_, at) => {
      return (at * 7 + drawn.seed) % drawn.of[axis];
    });
    return { of: drawn.of, axis, indices: ops.constant(data, drawn.indices) };
  });

const withAxis = (min: number): fc.Arbitrary<{ of: number[]; axis: number }> =>
  fc.tuple(shape(min, 4), fc.nat(3)).map(([of, at]) => ({ of, axis: at % of.length }));

const operatorCases: { readonly [O in Operator]: fc.Arbitrary<OperatorCase> } = {
  input: unary((x) => x),
  constant: shape().map((of) => ({
    node: ops.constant(new Float32Array(sizeOf(of)).fill(1.5), of),
    values: "any",
  })),
  negate: unary(ops.negate),
  exp: unary(ops.exp),
  log: unary(ops.log, "positive"),
  sqrt: unary(ops.sqrt, "positive"),
  reciprocal: unary(ops.reciprocal, "positive"),
  abs: unary(ops.abs, "coarse"),
  relu: unary(ops.relu, "coarse"),
  leakyRelu: unary((x) => ops.leakyRelu(x, 0.2), "coarse"),
  clip: unary((x) => ops.clip(x, -0.5, 1), "coarse"),
  sigmoid: unary(ops.sigmoid),
  tanh: unary(ops.tanh),
  softplus: unary(ops.softplus),
  step: unary(ops.step, "coarse"),
  stopGradient: unary(ops.stopGradient),
  add: pair(ops.add),
  subtract: pair(ops.subtract),
  multiply: pair(ops.multiply),
  divide: pair(ops.divide, "positive"),
  maximum: pair(ops.maximum, "coarse"),
  minimum: pair(ops.minimum, "coarse"),
  where: pair((a, b) => ops.where(ops.step(a), a, b), "coarse"),
  matmul: fc
    .record({
      batch: shape(0, 2),
      sharedRight: fc.boolean(),
      m: side,
      k: side,
      n: side,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    })
    .map(({ batch, sharedRight, m, k, n, ...options }) => {
      const a = float("a", [...batch, ...(options.transposeA ? [k, m] : [m, k])]);
      const b = float("b", [...(sharedRight ? [] : batch), ...(options.transposeB ? [n, k] : [k, n])]);
      return { node: ops.matmul(a, b, options), values: "any" };
    }),
  conv2d: geometry.map(({ y }) => ({ node: y, values: "any" })),
  conv2dInputGradient: geometry.map(({ x, kernel, y }) => ({
    node: ops.conv2dInputGradient(float("dy", y.shape), kernel, x.shape, y.attributes as never),
    values: "any",
  })),
  conv2dKernelGradient: geometry.map(({ x, kernel, y }) => ({
    node: ops.conv2dKernelGradient(x, float("dy", y.shape), kernel.shape, y.attributes as never),
    values: "any",
  })),
  maxPool2d: pool.map(({ x, options }) => ({ node: ops.maxPool2d(x, options), values: "coarse" })),
  maxPool2dGradient: pool.map(({ x, options }) => {
    const y = ops.maxPool2d(x, options);
    return { node: ops.maxPool2dGradient(x, float("dy", y.shape), y.attributes as never), values: "coarse" };
  }),
  averagePool2d: pool.map(({ x, options }) => ({ node: ops.averagePool2d(x, options), values: "any" })),
  averagePool2dGradient: pool.map(({ x, options }) => {
    const y = ops.averagePool2d(x, options);
    return {
      node: ops.averagePool2dGradient(float("dy", y.shape), x.shape, y.attributes as never),
      values: "any",
    };
  }),
  batchNorm: fc.tuple(shape(1, 3), side, fc.boolean()).map(([lead, channels, running]) => {
    const x = float("x", [2, ...lead, channels]);
    const [scale, shift, mean, variance] = ["scale", "shift", "mean", "variance"].map((name) => {
      return float(name, [channels]);
    });
    const node = running
      ? ops.batchNormInference(x, scale, shift, mean, ops.add(ops.square(variance), 0.5))
      : ops.batchNorm(x, scale, shift, 0.1).y;
    return { node, values: "any" };
  }),
  reduceSum: reduction(ops.reduceSum),
  reduceMean: reduction(ops.reduceMean),
  reduceMax: reduction(ops.reduceMax),
  descendingRank: shape(1).map((of) => ({ node: ops.descendingRank(float("x", of)), values: "coarse" })),
  descendingSort: shape(1).map((of) => ({ node: ops.descendingSort(float("x", of)), values: "coarse" })),
  softmax: shape(1).map((of) => ({ node: ops.softmax(float("x", of)), values: "any" })),
  logSoftmax: shape(1).map((of) => ({ node: ops.logSoftmax(float("x", of)), values: "any" })),
  reshape: shape(1).map((of) => ({ node: ops.reshape(float("x", of), [1, -1, 1]), values: "any" })),
  transpose: shape(1)
    .chain((of) => fc.tuple(fc.constant(of), fc.shuffledSubarray([...of.keys()], { minLength: of.length })))
    .map(([of, permutation]) => ({ node: ops.transpose(float("x", of), permutation), values: "any" })),
  slice: shape(0)
    .chain((of) => fc.tuple(fc.constant(of), fc.tuple(...of.map((n) => walk(n)))))
    .map(([of, walks]) => ({
      node: makeExpression(
        "slice",
        [float("x", of)],
        { starts: walks.map(({ start }) => start), steps: walks.map(({ step }) => step) },
        walks.map(({ size }) => size),
      ),
      values: "any",
    })),
  pad: shape(1)
    .chain((of) => {
      const border = fc.array(fc.nat(2), { minLength: of.length, maxLength: of.length });
      return fc.tuple(fc.constant(of), border, border);
    })
    .map(([of, before, after]) => ({ node: ops.pad(float("x", of), before, after, 0.25), values: "any" })),
  concat: fc
    .tuple(withAxis(1), fc.array(side, { minLength: 1, maxLength: 3 }))
    .map(([{ of, axis }, sides]) => {
      const parts = sides.map((n, at) => float(`x${at}`, of.with(axis, n)));
      return { node: ops.concat(parts, axis), values: "any" };
    }),
  broadcast: shape().map((of) => {
    return {
      node: ops.broadcast(float("x", of.map((n, axis) => (axis % 2 ? 1 : n)).slice(1)), of),
      values: "any",
    };
  }),
  gather: indexed.map(({ of, axis, indices }) => ({
    node: ops.gather(float("x", of), indices, axis),
    values: "any",
  })),
  scatterAdd: indexed.map(({ of, axis, indices }) => {
    const updates = float("updates", ops.gather(float("x", of), indices, axis).shape);
    return { node: ops.scatterAdd(updates, indices, of, axis), values: "any" };
  }),
  oneHot: shape(0, 2).map((of) => {
    const labels = Int32Array.from({ length: sizeOf(of) }, (_, at) => (at * 5) % 4);
    return { node: ops.oneHot(ops.constant(labels, of), 4), values: "any" };
  }),
};

/** A walk along an axis of n entries that stays inside, forwards or backwards. */
function walk(n: number): fc.Arbitrary<{ start: number; step: number; size: number }> {
  return fc.tuple(fc.nat(n - 1), fc.constantFrom(1, 2, -1, -2), fc.nat()).map(([start, step, more]) => {
    const room = Math.floor((step > 0 ? n - 1 - start : start) / Math.abs(step));
    return { start, step, size: 1 + (more % (room + 1)) };
  });
}

const flat: readonly Operator[] = [...nonDifferentiable, ...undifferentiated];

test("no operator is without a case", () => {
  expect(Object.keys(operatorCases).sort()).toEqual(["input", ...interpretedOperators].sort());
});

test.each(Object.keys(operatorCases) as Operator[])("%s", async (operator) => {
  await fc.assert(
    fc.asyncProperty(operatorCases[operator], fc.nat(1e6), async ({ node, values }, seed) => {
      const outputs: Record<string, Expression> = { y: node };
      if (!flat.includes(operator)) Object.assign(outputs, gradientOutputs(node, seed));
      await agree({ outputs }, values, seed);
    }),
    { numRuns: 25, seed: 7 },
  );
});

/** The gradients of a weighted sum of the node with respect to its inputs. */
function gradientOutputs(node: Expression, seed: number): Record<string, Expression> {
  const inputs = [...programInputs({ outputs: { node } })];
  const weights = ops.constant(Float32Array.from(uniform(node.shape, seed + 1).data), node.shape);
  const found = gradients(
    ops.reduceSum(ops.multiply(node, weights)),
    inputs.map(([, input]) => input),
  );
  return Object.fromEntries(inputs.map(([name], at) => [`gradient of ${name}`, found[at]]));
}

async function agree(program: Program, values: Values, seed: number): Promise<void> {
  const feeds: Record<string, Tensor> = {};
  let at = seed;
  for (const [name, { shape }] of programInputs(program)) feeds[name] = draw(shape, values, ++at);
  const wanted = interpret(program, feeds);
  const session = await createSession(program, { threads: 1 });
  const got = await session.run(feeds);
  await session.release();
  for (const [name, { shape, data }] of Object.entries(wanted)) {
    expect(got[name].shape, name).toEqual([...shape]);
    expectClose(name, got[name].data, data);
  }
}

function draw(shape: readonly number[], values: Values, seed: number): Tensor {
  const { data } = uniform(shape, seed, values === "positive" ? 0.25 : -2, 2);
  const rounded = Float32Array.from(data, (x) => (values === "coarse" ? Math.round(x * 2) / 2 : x));
  return { shape, data: rounded };
}

/** Equal to 1e-5 of the largest value, which is what float32 sums of this length keep. */
function expectClose(name: string, got: ArrayLike<number>, wanted: Float64Array): void {
  const scale = wanted.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-3);
  let worst = 0;
  for (let at = 0; at < wanted.length; at++) worst = Math.max(worst, Math.abs(got[at] - wanted[at]));
  expect(got.length, name).toBe(sizeOf([wanted.length]));
  expect(worst / scale, `${name} differs by ${worst} where the largest value is ${scale}`).toBeLessThan(1e-5);
}
