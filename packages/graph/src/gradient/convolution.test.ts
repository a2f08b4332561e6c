/** Gradients of convolution and of its two adjoints against differences. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConvolutionGeometry, Expression, Shape } from "../expression.ts";
import { checkGradients, type GradientCase } from "../testing/check-gradients.ts";
import { convolution } from "../interpreter/convolution.ts";
import { uniform } from "../testing/samples.ts";
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from "../ops/convolution.ts";
import { input } from "../ops/leaf.ts";

interface Geometry {
  readonly x: Shape;
  readonly kernel: Shape;
  readonly y: Shape;
  readonly options: ConvolutionGeometry;
  readonly seed: number;
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Strides, dilations and asymmetric padding; groups from dense to depthwise; images that leave a remainder. */
const geometries: fc.Arbitrary<Geometry> = fc
  .record({
    strides: fc.tuple(upTo(3), upTo(3)),
    dilations: fc.tuple(upTo(2), upTo(2)),
    padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    groups: upTo(3),
    perGroup: fc.tuple(upTo(2), upTo(2)),
    window: fc.tuple(upTo(3), upTo(3)),
    room: fc.tuple(fc.nat(3), fc.nat(3)),
    batch: upTo(2),
    seed: fc.nat(),
  })
  .map(({ groups, perGroup: [inputs, outputs], window, room, batch, seed, ...walk }) => {
    const options = { ...walk, groups };
    const side = (axis: 0 | 1): number => {
      const span = walk.dilations[axis] * (window[axis] - 1) + 1;
      return Math.max(1, span - walk.padding[axis] - walk.padding[axis + 2]) + room[axis];
    };
    const x = [batch, side(0), side(1), groups * inputs];
    const kernel = [...window, inputs, groups * outputs];
    const y = conv2d(input("x", x), input("kernel", kernel), options).shape;
    return { x, kernel, y, options, seed };
  });

function of(
  left: keyof Geometry & ("x" | "y"),
  right: keyof Geometry & ("kernel" | "y"),
  build: (a: Expression, b: Expression, geometry: Geometry) => Expression,
): fc.Arbitrary<GradientCase> {
  return geometries.map((geometry) => ({
    inputs: [uniform(geometry[left], geometry.seed), uniform(geometry[right], geometry.seed + 1)],
    build: ([a, b]) => build(a, b, geometry),
  }));
}

const cases: Record<string, fc.Arbitrary<GradientCase>> = {
  conv2d: of("x", "kernel", (x, kernel, { options }) => conv2d(x, kernel, options)),
  conv2dInputGradient: of("y", "kernel", (dy, kernel, { x, options }) =>
    conv2dInputGradient(dy, kernel, x, options),
  ),
  conv2dKernelGradient: of("x", "y", (x, dy, { kernel, options }) =>
    conv2dKernelGradient(x, dy, kernel, options),
  ),
};

test("every convolution has a case", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(convolution).sort());
});

test.each(Object.keys(cases))("the gradient of %s agrees with differences", (op) => {
  fc.assert(
    fc.property(cases[op], (sample) => checkGradients(op as keyof typeof convolution, sample)),
    { numRuns: 60 },
  );
});
