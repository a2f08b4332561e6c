/** Tests of what becomes the exam set. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyFrom } from "../random/key.ts";
import { examOrder } from "./exam-order.ts";
import { examKin, examPlan } from "./exam-plan.ts";

const key = keyFrom("exam");
const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `image ${i}`);

/** Pools of up to 300 items in groups of very different sizes. */
const pools = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 300 }).map((numbers) => ({
  ids: names(numbers.length),
  groups: numbers.map((number) => `group ${Math.floor(Math.sqrt(number))}`),
}));

describe("the order of the draw", () => {
  test("holds every item once, groups whole", () => {
    fc.assert(
      fc.property(pools, (pool) => {
        const order = examOrder(pool, key);
        expect(order.flatMap(({ items }) => items).sort((a, b) => a - b)).toEqual([...pool.ids.keys()]);
        for (const { group, items } of order)
          expect(items.every((place) => pool.groups[place] === group)).toBe(true);
      }),
    );
  });

  test("keeps the groups' places when items and groups are added, and however the pool is listed", () => {
    fc.assert(
      fc.property(pools, (pool) => {
        const namesOf = (ids: readonly string[], groups: readonly string[], kept: ReadonlySet<string>) =>
          examOrder({ ids, groups }, key)
            .flatMap(({ items }) => items.map((place) => ids[place]))
            .filter((id) => kept.has(id));
        const half = Math.ceil(pool.ids.length / 2);
        const kept = new Set(pool.ids.slice(0, half));
        const before = namesOf(pool.ids.slice(0, half), pool.groups.slice(0, half), kept);
        expect(namesOf(pool.ids, pool.groups, kept)).toEqual(before);
        expect(namesOf(pool.ids.toReversed(), pool.groups.toReversed(), kept)).toEqual(before);
      }),
    );
  });

  test("gives every item the same chance to be among the first", () => {
    const first = new Float64Array(20);
    for (let seed = 0; seed < 4000; seed += 1)
      for (const { items } of examOrder({ ids: names(20) }, keyFrom(seed)).slice(0, 5)) first[items[0]] += 1;
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  });

  test("refuses an id that comes twice and groups of another length", () => {
    expect(() => examOrder({ ids: ["a", "b", "a"] }, key)).toThrow('"a" comes twice');
    expect(() => examOrder({ ids: ["a", "b"], groups: ["g"] }, key)).toThrow("each of 2 items; got 1");
  });
});

describe("the plan", () => {
  test("is 200 images, 50 for boxes and poses, and at most a tenth of the pool", () => {
    const size = (n: number, task: "classification" | "detection" | "pose") =>
      examPlan({ ids: names(n), task, key }).items.length;
    expect(size(5000, "classification")).toBe(200);
    expect(size(5000, "detection")).toBe(50);
    expect(size(5000, "pose")).toBe(50);
    expect(size(1999, "classification")).toBe(199);
    expect(size(87, "pose")).toBe(8);
    const none = examPlan({ ids: names(9), task: "pose", key });
    expect(none.items).toHaveLength(0);
    expect(none.reason).toBe(
      "No exam set: it is at most a tenth of the pool, and 9 images are fewer than ten.",
    );
  });

  test("never parts a group, never passes its size, and tells what it left out", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 40 }), (pool, size) => {
        const plan = examPlan({ ...pool, task: "classification", size, key });
        const inside = new Set(plan.items);
        expect(inside.size).toBe(plan.items.length);
        expect(plan.items.length).toBeLessThanOrEqual(Math.min(size, pool.ids.length / 10));
        const parted = pool.groups.filter(
          (group, place) => !inside.has(place) && plan.items.some((other) => pool.groups[other] === group),
        );
        expect(parted).toEqual([]);
        const sizes = new Map<string, number>();
        for (const group of pool.groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
        for (const { group, items } of plan.skipped) {
          expect(items).toBe(sizes.get(group));
          expect(plan.reason).toContain(plan.skipped.length > 3 ? "more" : group);
        }
        if (plan.items.length < plan.size) {
          const left = new Set(pool.groups.filter((_, place) => !inside.has(place)));
          expect(plan.skipped.map(({ group }) => group).sort()).toEqual([...left].sort());
        }
      }),
    );
  });

  test("a giant group does not swallow it", () => {
    const ids = names(2000);
    const groups = ids.map((id, i) => (i < 1500 ? "the long video" : id));
    for (let seed = 0; seed < 50; seed += 1) {
      const plan = examPlan({ ids, groups, task: "classification", key: keyFrom(seed) });
      expect(plan.items).toHaveLength(200);
      expect(plan.items.every((place) => place >= 1500)).toBe(true);
      if (plan.skipped.length > 0)
        expect(plan.reason).toBe(
          "200 images drawn at random from 2,000; 1 group was larger than 40 images or than what was left, and the " +
            "figure does not speak for it: the long video (1,500 images).",
        );
    }
  });

  test("grows: what is in it stays in its order, and a simple sample is the beginning of a larger one", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 20 }), (pool, size) => {
        const request = { ...pool, task: "classification", key } as const;
        const small = examPlan({ ...request, size });
        const large = examPlan({ ...request, size: size + 10, already: small.items });
        expect([...large.items.subarray(0, small.items.length)]).toEqual([...small.items]);
        expect(new Set(large.items).size).toBe(large.items.length);
        expect(large.groups).toBe(new Set(Array.from(large.items, (place) => pool.groups[place])).size);
      }),
    );
    const ids = names(1000);
    const large = examPlan({ ids, task: "pose", size: 90, key }).items;
    const small = examPlan({ ids, task: "pose", size: 40, key }).items;
    expect([...large.subarray(0, 40)]).toEqual([...small]);
    expect([...examPlan({ ids, task: "pose", size: 90, already: small, key }).items]).toEqual([...large]);
  });

  test("the kin of its items are named", () => {
    expect([...examKin(Int32Array.of(0, 3), ["a", "a", "b", "c", "c", "a"])]).toEqual([1, 4, 5]);
    expect(() => examKin(Int32Array.of(6), ["a"])).toThrow("places in [0, 0]");
    expect(() => examKin(Int32Array.of(0, 0), ["a"])).toThrow("got 0 twice");
  });

  test("refuses a size that is none", () => {
    expect(() => examPlan({ ids: names(20), task: "pose", size: 0, key })).toThrow("at least 1; got 0");
    expect(() => examPlan({ ids: names(20), task: "pose", size: 1.5, key })).toThrow("got 1.5");
  });
});
