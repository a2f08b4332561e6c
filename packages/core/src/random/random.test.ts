/** Tests of keys, streams and samples. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generator } from "./generator.ts";
import { keyFrom, split, uniformFor } from "./key.ts";
import { permutation, sample } from "./sample.ts";
import { threefry } from "./threefry.ts";

const seeds = fc.oneof(fc.string(), fc.integer());

describe("threefry", () => {
  // Known answers: "threefry4x32 20" in tests/kat_vectors of Random123 (github.com/DEShawResearch/random123).
  const known = [
    [
      "00000000 00000000 00000000 00000000",
      "00000000 00000000 00000000 00000000",
      "9c6ca96a e17eae66 fc10ecd4 5256a7d8",
    ],
    [
      "ffffffff ffffffff ffffffff ffffffff",
      "ffffffff ffffffff ffffffff ffffffff",
      "2a881696 57012287 f6c7446e a16a6732",
    ],
    [
      "243f6a88 85a308d3 13198a2e 03707344",
      "a4093822 299f31d0 082efa98 ec4e6c89",
      "59cd1dbb b8879579 86b5d00c ac8b6d84",
    ],
  ];
  const words = (text: string): number[] => text.split(" ").map((word) => parseInt(word, 16));
  test.each(known)("counter %s, key %s", (counter, key, expected) => {
    const out = new Uint32Array(4);
    threefry(words(key), words(counter), out);
    expect(Array.from(out)).toEqual(words(expected));
  });

  test("may write over its own counter", () => {
    const block = Uint32Array.of(1, 2, 3, 4);
    const out = new Uint32Array(4);
    threefry([5, 6, 7, 8], block, out);
    threefry([5, 6, 7, 8], block, block);
    expect(block).toEqual(out);
  });
});

describe("keys", () => {
  test("stay what they are from release to release", () => {
    expect(keyFrom(0)).toEqual([3447782573, 2566342265, 2278884343, 394963898]);
    expect(split(keyFrom("querent"), "trial", 3)).toEqual([1926643843, 1341299091, 2135744900, 671104232]);
    expect(split(keyFrom(0), "images/train/0001.png")).toEqual([
      3303626678, 3097368250, 1553469512, 4012437505,
    ]);
    expect(uniformFor(keyFrom(0), "a.png")).toBe(0.5239128755632607);
  });

  test("a path is a chain of splits", () => {
    fc.assert(
      fc.property(seeds, seeds, seeds, (root, a, b) => {
        expect(split(keyFrom(root), a, b)).toEqual(split(split(keyFrom(root), a), b));
      }),
    );
  });

  test("different names give different keys", () => {
    const names: (string | number)[] = [
      "",
      "\0",
      "\0\0",
      "a",
      "b",
      "ab",
      "ba",
      "1",
      1,
      0,
      -1,
      0.5,
      2 ** 40,
      1e300,
    ];
    for (let length = 1; length < 40; length += 1) names.push("x".repeat(length) + "y");
    const keys = names.map((name) => split(keyFrom(1), name).join());
    keys.push(split(keyFrom(1), "a", "b").join());
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyFrom(-0)).toEqual(keyFrom(0));
  });

  test("refuse numbers that are not finite", () => {
    expect(() => keyFrom(NaN)).toThrow("must be finite; got NaN");
    expect(() => split(keyFrom(1), Infinity)).toThrow("must be finite");
  });

  test("draws by id are uniform", () => {
    const counts = new Int32Array(10);
    for (let i = 0; i < 20_000; i += 1)
      counts[Math.floor(10 * uniformFor(keyFrom(7), `images/${i}.png`))] += 1;
    expect(chiSquare(counts)).toBeLessThan(27.9); // scipy.stats.chi2.ppf(0.999, 9)
  });
});

describe("generator", () => {
  test("begins with the cipher of counters 0 and 1", () => {
    const draw = generator([0, 0, 0, 0]);
    const first = Array.from({ length: 4 }, () => draw.nextUint32());
    expect(first).toEqual([0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8]);
    const out = new Uint32Array(4);
    threefry([0, 0, 0, 0], [1, 0, 0, 0], out);
    expect(draw.nextUint32()).toBe(out[0]);
  });

  test("uniform draws fill [0, 1) with 53 bits", () => {
    const draw = generator(keyFrom("uniform"));
    let sum = 0;
    let fine = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const u = draw.uniform();
      if (u < 0 || u >= 1) throw new Error(`outside: ${u}`);
      sum += u;
      if ((u * 2 ** 53) % 2 === 1) fine += 1;
    }
    expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.0082); // four standard errors
    expect(Math.abs(fine / 20_000 - 0.5)).toBeLessThan(0.015);
  });

  test("normal draws have the moments of a normal", () => {
    const draw = generator(keyFrom("normal"));
    const n = 50_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i += 1) {
      const x = draw.normal();
      for (let k = 0; k < 4; k += 1) moments[k] += x ** (k + 1) / n;
    }
    // four standard errors: sqrt(1), sqrt(2), sqrt(15), sqrt(96) over sqrt(n)
    expect(Math.abs(moments[0])).toBeLessThan(0.018);
    expect(Math.abs(moments[1] - 1)).toBeLessThan(0.026);
    expect(Math.abs(moments[2])).toBeLessThan(0.07);
    expect(Math.abs(moments[3] - 3)).toBeLessThan(0.18);
  });

  test("integers are uniform, also where 2^32 is no multiple of n", () => {
    const draw = generator(keyFrom("integer"));
    const counts = new Int32Array(3);
    const n = 3 * 2 ** 30; // taking the remainder alone would give the first third half of all draws
    for (let i = 0; i < 9000; i += 1) counts[Math.floor(draw.integer(n) / 2 ** 30)] += 1;
    expect(chiSquare(counts)).toBeLessThan(13.8); // scipy.stats.chi2.ppf(0.999, 2)
    expect(draw.integer(1)).toBe(0);
    for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1]) expect(() => draw.integer(n)).toThrow("integer n");
  });
});

describe("samples", () => {
  test("are prefixes of the permutation, which holds every number once", () => {
    fc.assert(
      fc.property(seeds, fc.nat(60), fc.nat(60), (seed, n, k) => {
        const key = keyFrom(seed);
        const order = permutation(key, n);
        expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        const taken = Math.min(n, k);
        expect(sample(key, n, taken)).toEqual(order.slice(0, taken));
      }),
    );
  });

  test("all six orders of three are equally likely", () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i += 1) {
      const order = permutation(split(keyFrom("orders"), i), 3).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(chiSquare(Int32Array.from(counts.values()))).toBeLessThan(20.5); // scipy.stats.chi2.ppf(0.999, 5)
  });

  test("refuse sizes that make no sense", () => {
    expect(() => sample(keyFrom(1), 3, 4)).toThrow("k in [0, 3]; got 4");
    expect(() => sample(keyFrom(1), -1, 0)).toThrow("n in [0,");
  });
});

function chiSquare(counts: Int32Array): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
