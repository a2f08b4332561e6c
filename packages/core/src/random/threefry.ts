/** The Threefry-4x32 block cipher with 20 rounds, the one source of random bits. */

const ROTATIONS = [10, 26, 11, 21, 13, 27, 23, 5, 6, 20, 17, 11, 25, 10, 18, 20];
const PARITY = 0x1bd11bda;
const schedule = new Int32Array(5);

/**
 * Encrypts four counter words under four key words: a bijection of 128 bits for each key, the same on every machine.
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * doi 10.1145/2063384.2063405 (threefry4x32-20).
 *
 * @param key four words
 * @param counter four words
 * @param out four words, unsigned; may be the counter itself
 */
export function threefry(key: ArrayLike<number>, counter: ArrayLike<number>, out: Uint32Array): void {
  schedule[0] = key[0];
  schedule[1] = key[1];
  schedule[2] = key[2];
  schedule[3] = key[3];
  schedule[4] = PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3];
  let a = (counter[0] + schedule[0]) | 0;
  let b = (counter[1] + schedule[1]) | 0;
  let c = (counter[2] + schedule[2]) | 0;
  let d = (counter[3] + schedule[3]) | 0;
  for (let round = 0; round < 20; round += 2) {
    const at = (2 * round) % 16;
    a = (a + b) | 0;
    b = rotateLeft(b, ROTATIONS[at]) ^ a;
    c = (c + d) | 0;
    d = rotateLeft(d, ROTATIONS[at + 1]) ^ c;
    a = (a + d) | 0;
    d = rotateLeft(d, ROTATIONS[at + 2]) ^ a;
    c = (c + b) | 0;
    b = rotateLeft(b, ROTATIONS[at + 3]) ^ c;
    if (round % 4 === 2) {
      const injection = (round + 2) >> 2;
      a = (a + schedule[injection % 5]) | 0;
      b = (b + schedule[(injection + 1) % 5]) | 0;
      c = (c + schedule[(injection + 2) % 5]) | 0;
      d = (d + schedule[(injection + 3) % 5] + injection) | 0;
    }
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
