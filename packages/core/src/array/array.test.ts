/** Tests of the array helpers. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyFrom } from "../random/key.ts";
import { checkFinite } from "./check-finite.ts";
import { argmaxRows, matrix, row, takeRows } from "./matrix.ts";
import { naturalLog } from "./natural-log.ts";
import { orderDescending } from "./order.ts";

describe("matrix", () => {
  const m = matrix(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));

  test("rows are views, taken rows are copies", () => {
    expect(Array.from(row(m, 1))).toEqual([3, 4]);
    expect(row(m, 1).buffer).toBe(m.data.buffer);
    const taken = takeRows(m, [2, 0, 2]);
    expect(taken).toEqual(matrix(3, 2, Float32Array.of(5, 6, 1, 2, 5, 6)));
    expect(taken.data.buffer).not.toBe(m.data.buffer);
  });

  test("argmax takes the first of equals", () => {
    expect(Array.from(argmaxRows(matrix(2, 3, Float32Array.of(0.4, 0.4, 0.2, 0, 0.1, 0.9))))).toEqual([0, 2]);
  });

  test("refuses sizes and indices that do not fit", () => {
    expect(() => matrix(2, 2, new Float32Array(3))).toThrow("needs 4 values; got 3");
    expect(() => matrix(1.5, 2)).toThrow("whole rows");
    expect(() => takeRows(m, [3])).toThrow("in [0, 3); got 3");
  });
});

describe("naturalLog", () => {
  test("is within two units in the last place of Math.log", () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThanOrEqual(4.5e-16 * Math.abs(Math.log(x)));
      }),
      { numRuns: 5000 },
    );
    for (let x = 0.5; x < 2; x += 0.0001) {
      expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThanOrEqual(4.5e-16 * Math.abs(Math.log(x)));
    }
  });

  test("knows its edges", () => {
    expect([naturalLog(1), naturalLog(0), naturalLog(Infinity)]).toEqual([0, -Infinity, Infinity]);
    expect([naturalLog(-1), naturalLog(NaN)]).toEqual([NaN, NaN]);
  });
});

describe("orderDescending", () => {
  test("sorts by score and breaks ties by id, wherever an item stands", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 }),
        fc.integer(),
        (scores, seed) => {
          const ids = scores.map((_, i) => `item ${i}`);
          const order = orderDescending(scores, ids, keyFrom(seed));
          for (let i = 1; i < order.length; i += 1) {
            expect(scores[order[i]]).toBeLessThanOrEqual(scores[order[i - 1]]);
          }
          const backwards = orderDescending(scores.toReversed(), ids.toReversed(), keyFrom(seed));
          expect(Array.from(backwards, (i) => scores.length - 1 - i)).toEqual(Array.from(order));
        },
      ),
    );
  });

  test("another key orders ties otherwise", () => {
    const ids = Array.from({ length: 20 }, (_, i) => `item ${i}`);
    const scores = new Float64Array(20);
    expect(orderDescending(scores, ids, keyFrom(1))).not.toEqual(orderDescending(scores, ids, keyFrom(2)));
  });
});

test("checkFinite names the item and looks only at the rows asked for", () => {
  const data = Float32Array.of(1, 2, 3, NaN, 5, Infinity);
  expect(() => checkFinite("embeddings", data, 2, [0, 1], ["a", "b", "c"])).toThrow(
    'The embeddings of item "b" must be finite; got NaN in column 1.',
  );
  checkFinite("embeddings", data, 2, [0], ["a", "b", "c"]);
});
