/** The cases that every implementation of the kernels must pass: the plain definition by brute force, to the last bit. */

import type { Matrix } from "../contracts.ts";
import type { Kernels } from "./contract.ts";
import { must, mustEqual } from "../conformance/assert.ts";
import type { ConformanceCase } from "../conformance/conformance.ts";
import { matrix } from "../array/matrix.ts";
import { generator } from "../random/generator.ts";
import { keyFrom, split } from "../random/key.ts";
import { permutation } from "../random/sample.ts";
import { plainKernels } from "./plain-kernels.ts";

const never = async (): Promise<void> => {};

/** Clouds that are easy and hard to prune: clusters, noise, copies of few points, columns of all sizes, far from zero. */
const CLOUDS: Readonly<Record<string, (draw: () => number, i: number, j: number) => number>> = {
  noise: (draw) => draw(),
  clusters: (draw, i, j) => 8 * Math.sin((i % 7) + 3 * j) + 0.1 * draw(),
  copies: (_draw, i, j) => ((i % 5) * (j + 1)) % 3,
  scales: (draw, _i, j) => draw() * 10 ** ((j % 5) - 2),
  shifted: (draw) => 4096 + 1e-3 * draw(),
  zeros: () => 0,
};

/** Each compares one kernel with the plain one on one cloud; `kernels` may be made for a small problem as for a large. */
export function kernelCases(kernels: Kernels): ConformanceCase[] {
  return Object.entries(CLOUDS).flatMap(([name, value]) => {
    const sizes = [
      [1, 3],
      [40, 1],
      [90, 7],
      [260, 33],
      [300, 130],
    ];
    return sizes.flatMap(([rows, cols]): ConformanceCase[] => {
      const draw = generator(split(keyFrom("kernels"), name, rows));
      const points = matrix(rows, cols);
      for (let i = 0; i < rows; i += 1)
        for (let j = 0; j < cols; j += 1) points.data[i * cols + j] = value(() => draw.normal(), i, j);
      return casesOf(`${name}, ${rows} x ${cols}`, kernels, points);
    });
  });
}

function casesOf(title: string, kernels: Kernels, points: Matrix): ConformanceCase[] {
  const order = permutation(keyFrom(title), points.rows);
  const half = order.subarray(0, Math.ceil(points.rows / 2));
  const others = matrix(
    Math.min(4, points.rows),
    points.cols,
    points.data.slice(0, Math.min(4, points.rows) * points.cols),
  );
  return [
    {
      name: `${title}: farthest first`,
      async run() {
        const free = order.subarray(Math.floor(points.rows / 10));
        for (const centres of [order.subarray(0, Math.floor(points.rows / 10)), new Int32Array(0)]) {
          for (const count of new Set([1, Math.ceil(free.length / 3), free.length])) {
            const got = await kernels.farthestFirst(points, free, centres, count, never);
            const expected = await plainKernels.farthestFirst(points, free, centres, count, never);
            mustEqual(got.places, expected.places, "places");
            mustEqual(got.squared, expected.squared, "squared distances");
            mustEqual(got.nearest, expected.nearest, "nearest centres");
          }
        }
      },
    },
    {
      name: `${title}: neighbours`,
      async run() {
        for (const k of [1, 5, points.rows]) {
          for (const [rows, among] of [
            [order, order],
            [half, order],
            [order.subarray(half.length), half],
          ]) {
            if (rows.length === 0) continue;
            const got = await kernels.neighbours(points, rows, among, k, never);
            const expected = await plainKernels.neighbours(points, rows, among, k, never);
            must(
              got.count === expected.count,
              `There must be ${expected.count} neighbours; got ${got.count}.`,
            );
            mustEqual(got.rows, expected.rows, `${k} neighbours`);
            mustEqual(got.squared, expected.squared, `their squared distances`);
          }
        }
      },
    },
    {
      name: `${title}: within`,
      async run() {
        const some = await plainKernels.neighbours(points, half, order, 3, never);
        const radii = [
          0,
          ...[0.1, 0.5, 1].map((share) => some.squared[Math.floor(share * (some.squared.length - 1))] ?? 1),
        ];
        for (const radius of radii) {
          const got = await kernels.within(points, half, order, radius, never);
          const expected = await plainKernels.within(points, half, order, radius, never);
          mustEqual(got.starts, expected.starts, "starts");
          mustEqual(got.places, expected.places, "places");
        }
      },
    },
    {
      name: `${title}: nearest, distances and products`,
      async run() {
        const got = await kernels.nearest(points, order, others, never);
        const expected = await plainKernels.nearest(points, order, others, never);
        mustEqual(got.places, expected.places, "nearest centres");
        mustEqual(got.squared, expected.squared, "squared distances of the nearest");
        const two = await kernels.nearestTwo(points, order, others, never);
        mustEqual(two.places, expected.places, "nearest centres of two");
        mustEqual(two.squared, expected.squared, "squared distances of the nearest of two");
        const { second } = await plainKernels.nearestTwo(points, order, others, never);
        mustEqual(two.second, second, "squared distances of the second nearest");
        for (const kernel of ["distances", "products"] as const)
          mustEqual(
            await kernels[kernel](points, half, others, never),
            await plainKernels[kernel](points, half, others, never),
            kernel,
          );
      },
    },
  ];
}
