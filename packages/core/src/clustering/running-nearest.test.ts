/** What is not measured changes nothing: the nearest centres of plain scans, to the last bit. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { matrix, takeRows } from "../array/matrix.ts";
import { nearestCentres } from "../kernels/nearest-centres.ts";
import { plainKernels } from "../kernels/plain-kernels.ts";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { permutation } from "../random/sample.ts";
import { runningNearest } from "./running-nearest.ts";

const step = async (): Promise<void> => {};

test("every point has the centre that measuring all of them gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 60 }),
      fc.boolean(),
      fc.integer(),
      async (n, isCoarse, seed) => {
        const draw = generator(keyFrom(seed));
        const value = (): number => (isCoarse ? Math.round(draw.normal()) : draw.normal()); // coarse ones have ties
        const points = matrix(
          n,
          3,
          Float32Array.from({ length: 3 * n }, (_, at) => value() + (at < (3 * n) / 2 ? 0 : 8)),
        );
        const order = permutation(keyFrom(seed), n);
        const rows = order.subarray(0, Math.ceil(n / 2));
        const first = order.slice(0, 2);
        const plain = nearestCentres(points, rows);
        plain.add(first);
        const begun = await plainKernels.nearest(points, rows, takeRows(points, first), step);
        const near = runningNearest(points, rows, plainKernels, { centres: first, ...begun });
        const lowest = plain.squared.slice();
        for (const row of order.subarray(2, 12)) {
          await near.add(row, step, (place, squared) => (lowest[place] = squared));
          plain.add(Int32Array.of(row));
          expect(near.squared).toEqual(plain.squared);
          expect(lowest).toEqual(plain.squared);
          expect(Array.from(near.places, (place) => near.centres[place])).toEqual(Array.from(plain.centre));
        }
      },
    ),
  );
});

test("points whose centre is far nearer than the new one are not measured", async () => {
  const draw = generator(keyFrom("groups"));
  const points = matrix(
    100,
    4,
    Float32Array.from({ length: 400 }, (_, at) => (at < 200 ? 0 : 50) + draw.normal()),
  );
  const rows = Int32Array.from({ length: 100 }, (_, i) => i);
  let measured = 0;
  const kernels = {
    ...plainKernels,
    distances: (...[x, list, others, pace]: Parameters<typeof plainKernels.distances>) => {
      measured += list.length;
      return plainKernels.distances(x, list, others, pace);
    },
  };
  const near = runningNearest(points, rows, kernels);
  await near.add(0, step, () => {});
  await near.add(99, step, () => {});
  expect(measured).toBe(100 + 1 + 50); // what lies around the first centre is left out
  measured = 0;
  await near.add(1, step, () => {});
  expect(measured).toBeLessThanOrEqual(50 + 2);
});
