import fc from "fast-check";
import { expect, test } from "vitest";
import { compareNatural } from "./natural-order.ts";

test("numbers inside names count as numbers", () => {
  expect(["img10", "img2", "b", "img02", "10", "9", "a"].sort(compareNatural)).toEqual([
    "9",
    "10",
    "a",
    "b",
    "img02",
    "img2",
    "img10",
  ]);
});

test("the order is total: sorting does not depend on where names stood", () => {
  const name = fc.stringMatching(/^[0a1-]{0,5}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
      expect(names.toReversed().sort(compareNatural)).toEqual([...names].sort(compareNatural));
    }),
  );
});
