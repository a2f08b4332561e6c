/** A stream of random numbers from a key. */

import type { Key } from "../contracts.ts";
import { naturalLog } from "../array/natural-log.ts";
import { toUnit } from "./key.ts";
import { threefry } from "./threefry.ts";

/** Draws, each advancing the stream. */
export interface Generator {
  /** 32 random bits as an integer in [0, 2^32). */
  nextUint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal: mean 0, variance 1. */
  normal(): number;
  /** Uniform on the integers 0 to n - 1, without bias; n in [1, 2^32]. */
  integer(n: number): number;
}

/**
 * The stream of a key: Threefry-4x32-20 of the counters 0, 1, 2, …, four words a block; it repeats after 2^34 words.
 * Normal draws use the polar method (Marsaglia and Bray 1964, doi 10.1137/1006063) with our own logarithm, because
 * `Math.log` may differ in its last bit between JavaScript engines.
 */
export function generator(key: Key): Generator {
  const counter = new Uint32Array(4);
  const words = new Uint32Array(4);
  let left = 0;
  let spare: number | undefined;

  function nextUint32(): number {
    if (left === 0) {
      threefry(key, counter, words);
      counter[0] += 1;
      left = 4;
    }
    left -= 1;
    return words[3 - left];
  }

  function uniform(): number {
    const high = nextUint32();
    return toUnit(high, nextUint32());
  }

  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * naturalLog(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    }
  }

  function integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) {
      throw new RangeError(`integer(n) needs an integer n in [1, 4294967296]; got ${n}.`);
    }
    const limit = 4294967296 - (4294967296 % n); // draws at or above the last whole multiple of n are thrown away
    for (;;) {
      const word = nextUint32();
      if (word < limit) return word % n;
    }
  }

  return { nextUint32, uniform, normal, integer };
}
