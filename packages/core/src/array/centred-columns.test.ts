/** Tests of products with centred columns: numbers of rows that do and do not divide by four. */

import { expect, test } from "vitest";
import { generator } from "../random/generator.ts";
import { keyFrom } from "../random/key.ts";
import { centredColumns } from "./centred-columns.ts";
import { conjugateGradients } from "./conjugate-gradients.ts";
import { matrix } from "./matrix.ts";

test("multiplies by the rows with their mean taken off and a one beside them", async () => {
  const draw = generator(keyFrom("columns"));
  for (const count of [1, 2, 3, 4, 5, 8, 11]) {
    const points = matrix(20, 3);
    for (let i = 0; i < 60; i += 1) points.data[i] = draw.normal() + 5;
    const rows = Int32Array.from({ length: count }, (_, i) => (i * 7) % 20);
    const mean = [0, 1, 2].map((j) => rows.reduce((sum, row) => sum + points.data[row * 3 + j], 0) / count);
    const z = Array.from(rows, (row) => [...mean.map((m, j) => points.data[row * 3 + j] - m), 1]);
    const design = await centredColumns(points, rows, async () => {});
    mean.forEach((m, j) => expect(design.mean[j]).toBeCloseTo(m, 12));
    const v = Float64Array.from({ length: 4 }, () => draw.normal());
    const r = Float64Array.from({ length: count }, () => draw.normal());
    const image = await design.times(v);
    expect(image.length).toBe(count);
    z.forEach((row, i) =>
      expect(image[i]).toBeCloseTo(
        row.reduce((sum, x, j) => sum + x * v[j], 0),
        11,
      ),
    );
    const back = await design.transposedTimes(r);
    for (let j = 0; j < 4; j += 1)
      expect(back[j]).toBeCloseTo(
        z.reduce((sum, row, i) => sum + row[j] * r[i], 0),
        11,
      );
  }
});

test("conjugate gradients solve a system in as many products as it has unknowns", async () => {
  const a = [
    [4, 1, 0],
    [1, 3, -1],
    [0, -1, 2],
  ];
  let products = 0;
  const times = async (v: Float64Array): Promise<Float64Array> => {
    products += 1;
    return Float64Array.from(a, (row) => row.reduce((sum, x, j) => sum + x * v[j], 0));
  };
  const x = await conjugateGradients(times, Float64Array.of(1, 2, 3), 1e-10, 3);
  expect(products).toBe(3);
  const image = a.map((row) => row.reduce((sum, y, j) => sum + y * x[j], 0));
  [1, 2, 3].forEach((b, i) => expect(image[i]).toBeCloseTo(b, 10));
});
