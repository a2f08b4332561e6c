/** Tests of typicality against scipy, and of twins and lone items. */

import { expect, test } from "vitest";
import { matrix } from "../../array/matrix.ts";
import { plainKernels } from "../../kernels/plain-kernels.ts";
import { typicality } from "./typicality.ts";

const step = async (): Promise<void> => {};
const all = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

test("is one over the mean distance to the k nearest, as scipy measures it", async () => {
  // scipy 1.10.1: x[i, j] = float32(((i*i*37 + j*j*j*101 + i*j*13) % 997) / 997), 40 x 4;
  // 1 / (np.sort(cdist(x, x), 1)[:, 1:6].mean(1) + 1e-5), items 0 to 3
  const x = matrix(40, 4);
  for (let i = 0; i < 40; i += 1)
    for (let j = 0; j < 4; j += 1)
      x.data[i * 4 + j] = ((i * i * 37 + j * j * j * 101 + i * j * 13) % 997) / 997;
  const found = await typicality(x, all(40), all(40), 5, plainKernels, step);
  const expected = [2.310675680879866, 2.4615201759181793, 1.7008289367092941, 2.8682616054591694];
  expected.forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThan(1e-12 * value));
});

test("twins are as typical as can be, an item alone is not typical at all", async () => {
  const x = matrix(3, 1, Float32Array.of(7, 7, 9));
  expect(await typicality(x, all(3), all(3), 1, plainKernels, step)).toEqual(
    Float64Array.of(1 / 1e-5, 1 / 1e-5, 1 / (2 + 1e-5)),
  );
  expect(await typicality(x, Int32Array.of(1), Int32Array.of(1), 5, plainKernels, step)).toEqual(
    Float64Array.of(0),
  );
});
