/** Which images look alike, by 64-bit hashes of what they show. */
import { disjointSets } from "./disjoint-sets.ts";

/** What looks alike. */
export interface NearDuplicates {
  readonly groups: readonly Int32Array[]; // places, ascending, at least two each
  /** Hashes that were left out: they say next to nothing of their image. */
  readonly plain: number;
}

const MOST_BITS = 10;
const FEWEST = 4; // bits that are set, and bits that are not, at least
const GOLDEN = 0x9e3779b1; // spreads keys over slots; Knuth, The Art of Computer Programming 3, section 6.4

/**
 * Groups of hashes that differ in at most `bits` of their 64 bits, directly or through others. Exact: the 64 bits are cut
 * into m = max(6, bits + 2) bands, and hashes that differ in at most m - 2 bits agree in at least two of them, so only
 * hashes that agree in a pair of bands are compared, for each of the m (m - 1) / 2 pairs. Where hashes are spread evenly
 * that is n^2 / 2^(128 / m) / 2 comparisons a pair of bands (m = 6: 15 pairs, a few million comparisons in all for a
 * million hashes); in the worst case n^2. Equal hashes cost no more than one. Memory: O(n).
 *
 * A hash of which fewer than 2 `bits` (at least four) are set, or fewer are not, is left out: plain images (a blank page, a
 * clear sky) all have such hashes, whatever else they show. Of the others, two that are alike share three quarters of
 * what is set in them.
 *
 * @param hashes (n, 2), the high word first
 * @throws when `bits` is not an integer in [0, 10]
 */
export function nearDuplicates(hashes: Uint32Array, bits = 4): NearDuplicates {
  if (!Number.isInteger(bits) || bits < 0 || bits > MOST_BITS)
    throw new RangeError(`bits must be an integer in [0, ${MOST_BITS}], of the 64 of a hash; got ${bits}.`);
  const n = hashes.length / 2;
  const fewest = Math.max(FEWEST, 2 * bits);
  const telling = Int32Array.from({ length: n }, (_, i) => i).filter((i) => {
    const set = bitsSet(hashes[2 * i]) + bitsSet(hashes[2 * i + 1]);
    return set >= fewest && set <= 64 - fewest;
  });
  const alike = disjointSets(n);
  const count = Math.max(6, bits + 2);
  const bands = Array.from({ length: count }, (_, band) => bandOf(hashes, band, count));
  const slots = Math.max(1, Math.ceil(Math.log2(n + 1))); // bits; what shares one by chance is told apart by comparing
  const next = new Int32Array(n);
  for (let a = 0; a < count; a += 1)
    for (let b = a + 1; b < count; b += 1) {
      const shift = bands[b].width;
      const head = new Int32Array(2 ** slots).fill(-1);
      for (const i of telling) {
        const key = (bands[a].values[i] << shift) | bands[b].values[i];
        const slot = Math.imul(key, GOLDEN) >>> (32 - slots);
        let other = head[slot];
        while (other !== -1) {
          const differ =
            bitsSet(hashes[2 * i] ^ hashes[2 * other]) + bitsSet(hashes[2 * i + 1] ^ hashes[2 * other + 1]);
          if (differ <= bits) alike.join(i, other);
          if (differ === 0) break; // the other one stands for both
          other = next[other];
        }
        if (other !== -1) continue;
        next[i] = head[slot];
        head[slot] = i;
      }
    }
  return { groups: alike.sets(), plain: n - telling.length };
}

/** Band `band` of `count` of each hash, as a number of `width` bits. */
function bandOf(hashes: Uint32Array, band: number, count: number): { width: number; values: Uint16Array } {
  const from = Math.floor((64 * band) / count);
  const to = Math.floor((64 * (band + 1)) / count);
  const values = new Uint16Array(hashes.length / 2);
  for (let i = 0; i < values.length; i += 1)
    for (let bit = from; bit < to; bit += 1)
      values[i] = (values[i] << 1) | ((hashes[2 * i + (bit >> 5)] >>> (31 - (bit & 31))) & 1);
  return { width: to - from, values };
}

/** How many of 32 bits are set. Warren, Hacker's Delight (2nd ed.), figure 5-2. */
function bitsSet(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  v = (v + (v >>> 4)) & 0x0f0f0f0f;
  return Math.imul(v, 0x01010101) >>> 24;
}
