import { expect, test } from "vitest";
import fc from "fast-check";
import { linearScale, spreadApart, ticks } from "./scale.ts";

test("a scale maps the ends of its domain to the ends of its range", () => {
  const scale = linearScale([10, 20], [100, 0]);
  expect([10, 15, 20].map(scale)).toEqual([100, 50, 0]);
});

test.each([
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.672, 0.885, 6, [0.7, 0.75, 0.8, 0.85]],
  [-0.012, 0.034, 5, [-0.01, 0, 0.01, 0.02, 0.03]],
])("ticks of [%f, %f]", (low, high, wanted, expected) => {
  expect(ticks(low, high, wanted)).toEqual(expected);
});

test("names that fit are a gap apart, inside, and in order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 }),
      (places) => {
        const out = spreadApart(places, 15, 0, 100);
        const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b] || a - b);
        for (let k = 1; k < order.length; k += 1)
          expect(out[order[k]] - out[order[k - 1]]).toBeGreaterThanOrEqual(15 - 1e-9);
        expect(Math.min(...out)).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(...out)).toBeLessThanOrEqual(100 + 1e-9);
      },
    ),
  );
});

test("names move no further than they must, and to both sides", () => {
  expect(spreadApart([50, 50, 50, 90], 10, 0, 100)).toEqual([40, 50, 60, 90]);
  expect(spreadApart([99, 98], 10, 0, 100)).toEqual([100, 90]);
});
