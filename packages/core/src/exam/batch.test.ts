/** Tests of what a batch is made of: a random share, groups in turn, two lists as one. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyFrom, split } from "../random/key.ts";
import { permutation } from "../random/sample.ts";
import { interleave } from "./interleave.ts";
import { mixBatch } from "./mix-batch.ts";
import { spreadGroups } from "./spread-groups.ts";

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `image ${i}`);
const upTo = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

describe("interleave", () => {
  test("keeps both orders and both shares in every beginning", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (a, b) => {
        const all = permutation(keyFrom(1), a + b);
        const { items, first } = interleave(all.subarray(0, a), all.subarray(a));
        expect(items.filter((_, n) => first[n] === 1)).toEqual(all.subarray(0, a));
        expect(items.filter((_, n) => first[n] === 0)).toEqual(all.subarray(a));
        let taken = 0;
        first.forEach((isFirst, n) => {
          taken += isFirst;
          expect(taken).toBe(Math.floor(((n + 1) * a) / (a + b)));
        });
      }),
    );
  });

  test("refuses an item that comes twice", () => {
    expect(() => interleave(Int32Array.of(1), Int32Array.of(2, 1))).toThrow("item 1 comes twice");
  });
});

describe("groups in turn", () => {
  test("by hand", () => {
    const groups = ["a", "a", "a", "b", "c", "b"];
    expect([...spreadGroups(Int32Array.of(0, 1, 2, 3, 4, 5), groups, 6)]).toEqual([0, 3, 4, 1, 5, 2]);
    expect([...spreadGroups(Int32Array.of(1, 3, 4), groups, 3, Int32Array.of(0, 2))]).toEqual([3, 4, 1]);
    expect(() => spreadGroups(Int32Array.of(0), groups, 2)).toThrow("[0, 1], the picks there are; got 2");
  });

  test("no group leads another by more than one item while that has some left; without relatives nothing moves", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 60 }), (numbers) => {
        const groups = numbers.map(String);
        const picks = permutation(keyFrom(2), groups.length);
        for (let size = 0; size <= picks.length; size += 1) {
          const given = new Map<string, number>();
          for (const place of spreadGroups(picks, groups, size))
            given.set(groups[place], (given.get(groups[place]) ?? 0) + 1);
          const most = Math.max(0, ...given.values());
          for (const group of new Set(groups)) {
            const all = groups.filter((other) => other === group).length;
            expect(given.get(group) ?? 0).toBeGreaterThanOrEqual(Math.min(all, most - 1));
          }
        }
        expect([...spreadGroups(picks, names(groups.length), groups.length)]).toEqual([...picks]);
      }),
    );
  });
});

describe("a mixed batch", () => {
  const ids = names(100);
  const candidates = upTo(100);

  test("holds its share at random, the rest in order of the ranking, nothing twice", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (batchSize, share, seed) => {
          const key = keyFrom(seed);
          const picks = permutation(split(key, "ranking"), 100).subarray(0, batchSize);
          const { items, random, rank } = mixBatch({ picks, candidates, ids, share, batchSize, key });
          expect(items).toHaveLength(batchSize);
          expect(new Set(items).size).toBe(batchSize);
          const drawn = random.reduce((a, b) => a + b, 0);
          expect(Math.abs(drawn - share * batchSize)).toBeLessThan(1);
          const ranks = rank.filter((_, n) => random[n] === 0);
          expect([...ranks]).toEqual([...ranks].sort((a, b) => a - b));
          rank.forEach((at, n) =>
            expect(at === -1 ? undefined : picks[at]).toBe(at === -1 ? undefined : items[n]),
          );
        },
      ),
    );
  });

  test("its random items are a sample of all candidates, those ranked first included, and a tenth on average", () => {
    const counts = new Float64Array(100);
    const rounds = 4000;
    for (let round = 0; round < rounds; round += 1) {
      const batch = mixBatch({ picks: candidates, candidates, ids, batchSize: 15, key: keyFrom(round) });
      batch.items.forEach((item, n) => (counts[item] += batch.random[n]));
    }
    const expected = (0.1 * 15 * rounds) / 100;
    for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    const total = counts.reduce((a, b) => a + b, 0);
    expect(Math.abs(total - 0.1 * 15 * rounds)).toBeLessThan(4 * Math.sqrt(rounds * 0.25)); // 1 or 2 a batch
  });

  test("the same items are drawn however the candidates are listed", () => {
    const asked = { picks: candidates, ids, batchSize: 30, share: 0.5, key: keyFrom(4) };
    const there = mixBatch({ ...asked, candidates });
    expect(mixBatch({ ...asked, candidates: candidates.toReversed() })).toEqual(there);
  });

  test("spreads its picks over groups, which its random items count for", () => {
    const groups = ids.map((_, i) => `video ${Math.floor(i / 10)}`);
    const batch = mixBatch({
      picks: candidates,
      candidates,
      ids,
      groups,
      batchSize: 20,
      share: 0,
      key: keyFrom(1),
    });
    const counts = new Map<string, number>();
    for (const item of batch.items) counts.set(groups[item], (counts.get(groups[item]) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array.from({ length: 10 }, () => 2));
    const one = mixBatch({
      picks: candidates,
      candidates,
      ids,
      groups,
      batchSize: 10,
      share: 0.1,
      key: keyFrom(1),
    });
    expect(new Set(Array.from(one.items, (item) => groups[item])).size).toBe(10);
  });

  test("refuses what it cannot mix", () => {
    const asked = { picks: upTo(5), candidates: upTo(10), ids, batchSize: 4, key: keyFrom(1) };
    expect(() => mixBatch({ ...asked, share: 1.1 })).toThrow("[0, 1]; got 1.1");
    expect(() => mixBatch({ ...asked, batchSize: 11 })).toThrow("[1, 10]");
    expect(() => mixBatch({ ...asked, batchSize: 6 })).toThrow("at least the 6 items of the batch; got 5");
    expect(() => mixBatch({ ...asked, picks: Int32Array.of(0, 1, 1, 2) })).toThrow(
      "item 1 is none or comes twice",
    );
    expect(() => mixBatch({ ...asked, picks: Int32Array.of(0, 1, 50, 2) })).toThrow("item 50");
    expect(() => mixBatch({ ...asked, candidates: Int32Array.of(0, 1, 2, 3, 4, 4) })).toThrow("comes twice");
  });
});
