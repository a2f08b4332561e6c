import { expect, test } from "vitest";
import { scatter, scatterBoxes, scatterMaps } from "./scatter.ts";

const rows = Int32Array.of(1, 3);

test("what was predicted stands at its place in the pool, nothing elsewhere", () => {
  const matrix = scatter({ rows: 2, cols: 2, data: Float32Array.of(1, 2, 3, 4) }, rows, 4);
  expect(Array.from(matrix.data)).toEqual([0, 0, 1, 2, 0, 0, 3, 4]);
  const maps = scatterMaps(
    { rows: 2, joints: 1, height: 1, width: 2, data: Float32Array.of(1, 2, 3, 4) },
    rows,
    4,
  );
  expect(maps.rows).toBe(4);
  expect(Array.from(maps.data)).toEqual([0, 0, 1, 2, 0, 0, 3, 4]);
});

test("boxes stay in their order; items that were not looked at have none", () => {
  const corners = Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
  const probabilities = { rows: 3, cols: 2, data: new Float32Array(6).fill(0.5) };
  const spread = scatterBoxes({ starts: Int32Array.of(0, 2, 3), corners, probabilities }, rows, 4);
  expect(Array.from(spread.starts)).toEqual([0, 0, 2, 2, 3]);
  expect(spread.corners).toBe(corners);
});
