/** Checks `gradients` against differences of the interpreted loss, entry by entry, in float64. */
import { ancestors, type Expression, type Operator } from "../expression.ts";
import { gradients } from "../gradient/gradients.ts";
import { multiply } from "../ops/elementwise.ts";
import { input } from "../ops/leaf.ts";
import { reduceSum } from "../ops/reduction.ts";
import { sameShape } from "../shape.ts";
import { interpret, type Feed } from "../interpreter/interpret.ts";
import { uniform } from "./samples.ts";

/** A function of some tensors, to be differentiated at the given values. */
export interface GradientCase {
  readonly inputs: readonly Feed[];
  readonly build: (inputs: readonly Expression[]) => Expression;
}

/** Distance of the outer points of the stencil is twice this; kinks must be farther away. */
const STEP = 1e-3;

/**
 * Throws unless `operator` occurs in the case and the gradient of a random weighting of its output agrees
 * with the five-point difference (f(x-2h) - 8 f(x-h) + 8 f(x+h) - f(x+2h)) / 12h at every entry, up to
 * `tolerance` times the largest entry of that gradient.
 */
export function checkGradients(operator: Operator, { inputs, build }: GradientCase, tolerance = 1e-8): void {
  const nodes = inputs.map(({ shape }, at) => input(`x${at}`, shape));
  const output = build(nodes);
  const used = ancestors([output]).some(({ op }) => op === operator);
  if (!used) throw new Error(`The case must use ${operator}; its expression does not.`);

  const loss = reduceSum(multiply(output, input("weights", output.shape)));
  const feeds = Object.fromEntries(inputs.map((feed, at) => [`x${at}`, feed] as const));
  const fed = { ...feeds, weights: uniform(output.shape, 1) };
  const derived = gradients(loss, nodes);
  const outputs = Object.fromEntries(derived.map((gradient, at) => [`x${at}`, gradient] as const));
  const values = interpret({ outputs }, fed);

  inputs.forEach((feed, at) => {
    const name = `x${at}`;
    const { shape, data } = values[name];
    if (!sameShape(shape, feed.shape))
      throw new Error(`The gradient of a [${feed.shape}] must have its shape; got [${shape}].`);
    const expected = differences(loss, fed, name);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0.01);
    expected.forEach((value, entry) => {
      const error = Math.abs(data[entry] - value) / scale;
      if (!(error <= tolerance))
        throw new Error(
          `The gradient of ${operator} at entry ${entry} of input ${at} [${shape}] must be ${value}; got ${data[entry]}, off by ${error} of the largest.`,
        );
    });
  });
}

function differences(loss: Expression, feeds: Record<string, Feed>, name: string): Float64Array {
  const { shape, data } = feeds[name];
  const at = (entry: number, shift: number): number => {
    const moved = Float64Array.from(data);
    moved[entry] += shift;
    return interpret({ outputs: { loss } }, { ...feeds, [name]: { shape, data: moved } }).loss.data[0];
  };
  return Float64Array.from(data, (_, entry) => {
    const near = at(entry, STEP) - at(entry, -STEP);
    const far = at(entry, 2 * STEP) - at(entry, -2 * STEP);
    return (8 * near - far) / (12 * STEP);
  });
}
