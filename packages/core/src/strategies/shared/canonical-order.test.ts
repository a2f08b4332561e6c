/** The order is that of the draws, whatever the order that the rows came in. */
import { expect, test } from "vitest";
import { keyFrom, split, uniformFor } from "../../random/key.ts";
import { permutation } from "../../random/sample.ts";
import { canonicalOrder } from "./canonical-order.ts";

test.each([0, 1, 2, 3000])("%i rows come by their draws, the highest first", (n) => {
  const ids = Array.from({ length: n }, (_, i) => `item ${i}`);
  const rows = permutation(keyFrom("rows"), n);
  const draw = (row: number): number => uniformFor(split(keyFrom(5), "ties"), ids[row]);
  const expected = Array.from(rows).sort((a, b) => draw(b) - draw(a));
  expect(Array.from(canonicalOrder(rows, ids, keyFrom(5)))).toEqual(expected);
  expect(canonicalOrder(rows.toSorted(), ids, keyFrom(5))).toEqual(canonicalOrder(rows, ids, keyFrom(5)));
});
