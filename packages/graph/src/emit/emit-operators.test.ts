/** Every operator, and the gradient graph through it, on ONNX Runtime against the float64 interpreter. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { programInputs, type Expression, type Operator, type Program } from "../expression.ts";
import { gradients } from "../gradient/gradients.ts";
import { nonDifferentiable, onceDifferentiable } from "../gradient/rules.ts";
import { constant, multiply, reduceSum } from "../index.ts";
import { interpret } from "../interpreter/interpret.ts";
import { uniform } from "../interpreter/samples.ts";
import { createSession } from "../runtime/onnx-runtime-node.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { operatorCases, type Values } from "./operator-cases.ts";

const flat: readonly Operator[] = [...nonDifferentiable, ...onceDifferentiable];

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
  const weights = constant(Float32Array.from(uniform(node.shape, seed + 1).data), node.shape);
  const found = gradients(
    reduceSum(multiply(node, weights)),
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
