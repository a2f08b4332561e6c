/** Operators that move values: inferred shapes and refusals. */
import { expect, test } from "vitest";
import { broadcast, concat, gather, oneHot, pad, reshape, slice, transpose } from "./layout.ts";
import { input } from "./leaf.ts";

const x = input("x", [2, 3, 4]);
const labels = input("labels", [5], "int32");

test("shapes are inferred", () => {
  expect(reshape(x, [-1, 4]).shape).toEqual([6, 4]);
  expect(transpose(x, [2, 0, 1]).shape).toEqual([4, 2, 3]);
  expect(slice(x, [0, 2, 3], [1, 2, 2], [1, -1, -3]).shape).toEqual([1, 2, 2]);
  expect(pad(x, [0, 1, 0], [2, 0, 0]).shape).toEqual([4, 4, 4]);
  expect(concat([x, x, x], -1).shape).toEqual([2, 3, 12]);
  expect(gather(x, labels, 1).shape).toEqual([2, 5, 4]);
  expect(gather(x, input("at", [], "int32"), -1).shape).toEqual([2, 3]);
  expect(oneHot(labels, 10).shape).toEqual([5, 10]);
});

test("what changes nothing makes no node", () => {
  expect(reshape(x, [2, 3, 4])).toBe(x);
  expect(broadcast(x, [2, 3, 4])).toBe(x);
  expect(concat([x], 0)).toBe(x);
});

test("integers stay integers where values only move", () => {
  expect(reshape(labels, [1, 5]).dtype).toBe("int32");
  expect(slice(labels, [4], [5], [-1]).dtype).toBe("int32");
  expect(concat([labels, labels], 0).dtype).toBe("int32");
});

test.each([
  ["a lost value", () => reshape(x, [5, -1]), "reshape must keep all 24 values"],
  ["a permutation of other length", () => transpose(x, [1, 0]), "transpose needs a permutation of 3 axes"],
  ["an axis twice", () => transpose(x, [0, 0, 1]), "Axes must be distinct integers in [-3, 2]"],
  ["a slice that leaves the tensor", () => slice(x, [0, 0, 0], [2, 3, 5]), "slice must stay inside [2,3,4]"],
  ["a slice of step 0", () => slice(x, [0, 0, 0], [1, 1, 1], [0, 1, 1]), "slice must stay inside"],
  ["a negative border", () => pad(x, [0, 0, -1], [0, 0, 0]), "pad needs 3 non-negative counts"],
  ["parts of other sides", () => concat([x, input("y", [2, 2, 4])], 0), "concat along axis 0 needs equal"],
  ["a part of other type", () => concat([labels, input("f", [5])], 0), "concat needs one type; got int32"],
  ["no parts", () => concat([], 0), "concat needs at least one tensor"],
  ["a broadcast that shrinks", () => broadcast(x, [2, 3, 1]), "[2,3,4] cannot be broadcast to [2,3,1]."],
  ["float indices", () => gather(x, x), "gather needs int32 indices; got float32."],
  ["float labels", () => oneHot(x, 3), "oneHot needs int32 labels; got float32."],
])("%s is refused", (_, build, message) => expect(build).toThrow(message));
