/** Tests of near duplicates by hash: against every pair compared, and on hashes that say nothing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { generator } from "../random/generator.ts";
import { keyFrom, split } from "../random/key.ts";
import { disjointSets } from "./disjoint-sets.ts";
import { nearDuplicates } from "./near-duplicates.ts";

const bitsOf = (hashes: Uint32Array, i: number): string =>
  [0, 1].map((w) => hashes[2 * i + w].toString(2).padStart(32, "0")).join("");

/** The same by its definition: every pair compared, joined sets merged until nothing changes. */
function byDefinition(hashes: Uint32Array, bits: number): number[][] {
  const words = Array.from({ length: hashes.length / 2 }, (_, i) => bitsOf(hashes, i));
  const sets: number[][] = [];
  words.forEach((word, i) => {
    const set = word.replaceAll("0", "").length;
    if (Math.min(set, 64 - set) < Math.max(4, 2 * bits)) return;
    const near = (j: number): boolean => [...word].filter((bit, at) => bit !== words[j][at]).length <= bits;
    const touched = sets.filter((members) => members.some(near));
    for (const members of touched) sets.splice(sets.indexOf(members), 1);
    sets.push([...touched.flat(), i].sort((a, b) => a - b));
  });
  return sets.filter(({ length }) => length > 1).sort((a, b) => a[0] - b[0]);
}

/** Hashes about a few centres, each with up to so many bits turned. */
function clustered(n: number, centres: number, turned: number, seed: number): Uint32Array {
  const hashes = new Uint32Array(2 * n);
  const draw = generator(split(keyFrom("hashes"), seed));
  const middle = Array.from({ length: 2 * centres }, () => draw.integer(2 ** 32));
  for (let i = 0; i < n; i += 1) {
    const centre = draw.integer(centres);
    hashes.set(middle.slice(2 * centre, 2 * centre + 2), 2 * i);
    for (let t = draw.integer(turned + 1); t > 0; t -= 1) {
      const bit = draw.integer(64);
      hashes[2 * i + (bit >> 5)] ^= 1 << (bit & 31);
    }
  }
  return hashes;
}

test("groups are those of every pair compared", () => {
  const any = fc.tuple(
    fc.integer({ min: 0, max: 70 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 0, max: 10 }),
    fc.nat(),
  );
  fc.assert(
    fc.property(any, ([n, centres, turned, bits, seed]) => {
      const hashes = clustered(n, centres, turned, seed);
      expect(nearDuplicates(hashes, bits).groups.map((group) => [...group])).toEqual(
        byDefinition(hashes, bits),
      );
    }),
  );
});

test("hashes that differ in just as many bits are found wherever the bits are", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { minLength: 11, maxLength: 11 }),
      (bits, places) => {
        const pair = (turned: number): Uint32Array => {
          const hashes = Uint32Array.of(0x0f0f5533, 0xff00cca5, 0x0f0f5533, 0xff00cca5);
          for (const bit of places.slice(0, turned)) hashes[2 + (bit >> 5)] ^= 1 << (bit & 31);
          return hashes;
        };
        expect(nearDuplicates(pair(bits), bits).groups).toEqual([Int32Array.of(0, 1)]);
        expect(nearDuplicates(pair(bits + 1), bits).groups).toEqual([]);
      },
    ),
  );
});

test("plain hashes are left out and counted, and equal ones cost no more than one", () => {
  const plain = Uint32Array.of(0, 127, 0, 127, 0xffffffff, 0xfffffffe, 0, 255, 0, 255);
  expect(nearDuplicates(plain)).toEqual({ groups: [Int32Array.of(3, 4)], plain: 3 });
  expect(nearDuplicates(plain, 1).groups).toEqual([Int32Array.of(0, 1, 3, 4)]);
  expect(nearDuplicates(plain, 5)).toEqual({ groups: [], plain: 5 });
  const same = new Uint32Array(40_000).fill(0x12345678);
  const { groups } = nearDuplicates(same, 10);
  expect(groups.map(({ length }) => length)).toEqual([20_000]);
});

test("bits out of range are refused", () => {
  for (const bits of [-1, 11, 1.5])
    expect(() => nearDuplicates(new Uint32Array(2), bits)).toThrow(
      `in [0, 10], of the 64 of a hash; got ${bits}`,
    );
});

test("disjoint sets join through others and begin at their first places", () => {
  const sets = disjointSets(7);
  for (const [a, b] of [[5, 3], [6, 6], [2, 5], [4, 1], [3, 2]]) sets.join(a, b); // prettier-ignore
  expect(sets.sets().map((set) => [...set])).toEqual([[1, 4], [2, 3, 5]]); // prettier-ignore
});
