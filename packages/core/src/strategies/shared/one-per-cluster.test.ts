/** Tests of picking one item a cluster: clear clusters, lengths that do not matter, twins. */

import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { keyFrom } from "../../random/key.ts";
import { onePerCluster } from "./one-per-cluster.ts";

const step = async (): Promise<void> => {};

test("picks the item nearest to the middle of each direction", async () => {
  const angles = [0, 0.1, 0.2, 2, 2.1, 2.2, 4, 4.1, 4.2];
  const points = matrix(9, 2);
  angles.forEach((angle, i) =>
    points.data.set([(1 + i) * Math.cos(angle), (1 + i) * Math.sin(angle)], 2 * i),
  );
  const rows = Int32Array.from({ length: 9 }, (_, i) => 8 - i);
  const picks = await onePerCluster(points, rows, 3, keyFrom(1), plainKernels, step);
  expect(picks.map(({ place }) => rows[place]).sort()).toEqual([1, 4, 7]);
  expect(picks.map(({ size }) => size)).toEqual([3, 3, 3]);
});

test("fills up with the first rows where there are fewer different rows than clusters", async () => {
  const points = matrix(6, 2, Float32Array.of(1, 0, 2, 0, 3, 0, 4, 0, 0, 1, 0, 0));
  const rows = Int32Array.from({ length: 6 }, (_, i) => i);
  const picks = await onePerCluster(points, rows, 5, keyFrom(1), plainKernels, step);
  expect(picks.map(({ place }) => place).sort()).toEqual([0, 1, 2, 4, 5]);
  expect(picks.map(({ size }) => size)).toEqual([...picks.slice(0, 3).map(({ size }) => size), 0, 0]);
});
