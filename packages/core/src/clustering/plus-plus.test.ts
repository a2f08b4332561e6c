/** Tests of D^2 sampling: shares, ties and centres that are there already. */
import { expect, test } from "vitest";
import { keyFrom } from "../random/key.ts";
import { plusPlus, type Lower } from "./plus-plus.ts";

const line = [0, 1, 3, 10];
const approach = async (place: number, lower: Lower): Promise<void> =>
  line.forEach((x, i) => lower(i, (x - line[place]) ** 2));

test("the second centre is drawn in proportion to its squared distance from the first", async () => {
  const counts = [0, 0, 0, 0];
  const draws = 4000;
  for (let seed = 0; seed < draws; seed += 1) {
    const { places, squared } = await plusPlus({
      items: 4,
      count: 2,
      first: 0,
      approach,
      key: keyFrom(seed),
    });
    counts[places[1]] += 1;
    expect(squared[0]).toBe(Infinity);
    expect(squared[1]).toBe(line[places[1]] ** 2);
  }
  const total = 1 + 9 + 100;
  [0, 1, 9, 100].forEach((weight, place) => {
    const share = weight / total;
    expect(Math.abs(counts[place] / draws - share)).toBeLessThanOrEqual(
      4 * Math.sqrt((share * (1 - share)) / draws),
    );
  });
});

test("the first centre is uniform without centres, and by weight with them", async () => {
  const free = new Set<number>();
  for (let seed = 0; seed < 60; seed += 1)
    free.add((await plusPlus({ items: 4, count: 1, approach, key: keyFrom(seed) })).places[0]);
  expect(free.size).toBe(4);
  const centres = Float64Array.of(0, 0, 5, 0);
  expect((await plusPlus({ items: 4, count: 1, centres, approach, key: keyFrom(1) })).places[0]).toBe(2);
});

test("items that all lie on centres come in their order, none twice", async () => {
  const same = async (_place: number, lower: Lower): Promise<void> => {
    for (let i = 0; i < 5; i += 1) lower(i, 0);
  };
  const { places } = await plusPlus({ items: 5, count: 5, first: 2, approach: same, key: keyFrom(1) });
  expect(Array.from(places)).toEqual([2, 0, 1, 3, 4]);
});
