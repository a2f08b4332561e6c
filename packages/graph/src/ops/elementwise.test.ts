/** Elementwise operators: shapes, plain numbers as operands, refusals. */
import { expect, test } from "vitest";
import { abs, add, clip, leakyRelu, where } from "./elementwise.ts";
import { input } from "./leaf.ts";

const column = input("column", [3, 1]);
const row = input("row", [2]);
const labels = input("labels", [2], "int32");

test("operands broadcast to their common shape", () => {
  expect(add(column, row).shape).toEqual([3, 2]);
  expect(add(1, column).shape).toEqual([3, 1]);
  expect(where(column, row, 0).shape).toEqual([3, 2]);
});

test("sides that neither match nor stretch are refused", () => {
  expect(() => add(row, input("other", [3]))).toThrow("Shapes must broadcast together; got [2] and [3]");
});

test("integers are refused on either side", () => {
  expect(() => abs(labels)).toThrow("abs needs float32 tensors; got int32 [2].");
  expect(() => add(row, labels)).toThrow("add needs float32");
  expect(() => leakyRelu(labels)).toThrow("leakyRelu needs float32");
  expect(() => where(row, labels, 0)).toThrow("where needs float32");
});

test("clip refuses bounds in the wrong order and NaN", () => {
  expect(() => clip(row, 1, 0)).toThrow("clip needs min <= max; got 1 and 0.");
  expect(() => clip(row, NaN, 0)).toThrow("clip needs min <= max");
});
