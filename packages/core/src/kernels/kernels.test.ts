/** The plain kernels against brute force written out here. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix } from "../array/matrix.ts";
import { kernelCases } from "./kernel-cases.ts";
import { plainKernels } from "./plain-kernels.ts";

const never = async (): Promise<void> => {};
const cloud = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), {
  minLength: 1,
  maxLength: 30,
});

describe("the plain kernels equal brute force", () => {
  test("neighbours, within and nearest", async () => {
    await fc.assert(
      fc.asyncProperty(
        cloud,
        fc.integer({ min: 1, max: 6 }),
        fc.nat({ max: 40 }),
        async (list, k, squaredRadius) => {
          const points = matrix(list.length, 2, Float32Array.from(list.flat()));
          const all = Int32Array.from(list.keys());
          const d = (i: number, j: number): number =>
            (list[i][0] - list[j][0]) ** 2 + (list[i][1] - list[j][1]) ** 2;
          const { rows, squared, count } = await plainKernels.neighbours(points, all, all, k, never);
          expect(count).toBe(Math.min(k, list.length - 1));
          const balls = await plainKernels.within(points, all, all, squaredRadius, never);
          const nearest = await plainKernels.nearest(points, all, points, never);
          for (const i of all) {
            const sorted = Array.from(all)
              .filter((j) => j !== i)
              .sort((a, b) => d(i, a) - d(i, b) || a - b)
              .slice(0, count);
            expect(Array.from(rows.subarray(i * count, (i + 1) * count))).toEqual(sorted);
            expect(Array.from(squared.subarray(i * count, (i + 1) * count))).toEqual(
              sorted.map((j) => d(i, j)),
            );
            const ball = Array.from(balls.places.subarray(balls.starts[i], balls.starts[i + 1]));
            expect(ball).toEqual(Array.from(all).filter((j) => d(i, j) <= squaredRadius));
            expect(nearest.squared[i]).toBe(0);
            expect(nearest.places[i]).toBe(list.findIndex((_, j) => d(i, j) === 0));
          }
        },
      ),
    );
  });

  test("distances and products, in the order others by rows", async () => {
    const points = matrix(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));
    const others = matrix(2, 2, Float32Array.of(1, 0, 0, 1));
    const rows = Int32Array.of(2, 0);
    expect(Array.from(await plainKernels.products(points, rows, others, never))).toEqual([5, 1, 6, 2]);
    expect(Array.from(await plainKernels.distances(points, rows, others, never))).toEqual([52, 4, 50, 2]);
  });
});

describe("the shared cases find", () => {
  test("a kernel whose ties go to the later place", async () => {
    const { nearest } = plainKernels;
    const wrong = {
      ...plainKernels,
      nearest: async (...[points, rows, centres, step]: Parameters<typeof nearest>) => {
        const { places, squared } = await nearest(points, rows, centres, step);
        return { places: places.map((place) => centres.rows - 1 - place), squared };
      },
    };
    const results = await Promise.allSettled(kernelCases(wrong).map(({ run }) => run()));
    expect(results.some(({ status }) => status === "rejected")).toBe(true);
  });

  test("nothing in the plain kernels", async () => {
    for (const { run } of kernelCases(plainKernels)) await run();
  });
});
