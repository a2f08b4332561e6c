/** Keys: named places in one tree of randomness, each 128 bits. */

import type { Key } from "../contracts.ts";
import { threefry } from "./threefry.ts";

const block = new Uint32Array(4);
const mixed = new Uint32Array(4);
const numberBytes = new DataView(new ArrayBuffer(8));
const STRING = 1;
const NUMBER = 2;

/**
 * The root key of a seed. The number 1 and the string "1" are different seeds.
 *
 * @throws when a number is not finite
 */
export function keyFrom(seed: number | string): Key {
  return split([0, 0, 0, 0], seed);
}

/**
 * The key below `key` along a path of names: `split(key, "a", 1)` equals `split(split(key, "a"), 1)`.
 * Each name is absorbed in blocks m of four words by h <- Threefry_h(m) xor m (the Matyas-Meyer-Oseas construction),
 * beginning with a block that holds its type and length, so different paths do not meet.
 *
 * @throws when a number is not finite
 */
export function split(key: Key, ...names: readonly (string | number)[]): Key {
  let state: Key = key;
  for (const name of names) {
    state = typeof name === "string" ? absorbString(state, name) : absorbNumber(state, name);
  }
  return state;
}

/** A uniform draw in [0, 1), 53 bits, that depends on the key and the item's id alone, never on the order of a pool. */
export function uniformFor(key: Key, id: string): number {
  const child = split(key, id);
  return toUnit(child[0], child[1]);
}

/** Two words to a number in [0, 1): 27 bits of the first, 26 of the second. */
export function toUnit(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}

function absorbString(key: Key, name: string): Key {
  let state = absorbBlock(key, STRING, name.length, unitPair(name, 0), unitPair(name, 2));
  for (let at = 4; at < name.length; at += 8) {
    state = absorbBlock(
      state,
      unitPair(name, at),
      unitPair(name, at + 2),
      unitPair(name, at + 4),
      unitPair(name, at + 6),
    );
  }
  return state;
}

function absorbNumber(key: Key, name: number): Key {
  if (!Number.isFinite(name)) throw new RangeError(`A seed or key name must be finite; got ${name}.`);
  numberBytes.setFloat64(0, name === 0 ? 0 : name); // -0 and 0 are one name
  return absorbBlock(key, NUMBER, 0, numberBytes.getUint32(0), numberBytes.getUint32(4));
}

/** Two UTF-16 code units as one word; past the end there are zeros. */
function unitPair(text: string, at: number): number {
  const low = at < text.length ? text.charCodeAt(at) : 0;
  const high = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
  return (low | (high << 16)) >>> 0;
}

function absorbBlock(key: Key, a: number, b: number, c: number, d: number): Key {
  block[0] = a;
  block[1] = b;
  block[2] = c;
  block[3] = d;
  threefry(key, block, mixed);
  return [(mixed[0] ^ a) >>> 0, (mixed[1] ^ b) >>> 0, (mixed[2] ^ c) >>> 0, (mixed[3] ^ d) >>> 0];
}
