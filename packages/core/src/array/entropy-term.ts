/** One term of an entropy, fast, and the same on every machine. */

import { naturalLog } from "./natural-log.ts";

const STEPS = 128;
const LOGS = Float64Array.from({ length: STEPS + 1 }, (_, i) => naturalLog(1 + i / STEPS));
const RECIPROCALS = Float64Array.from({ length: STEPS + 1 }, (_, i) => 1 / (1 + i / STEPS));
const SMALLEST = 2.2250738585072014e-308; // 2^-1022
const SCALES = new Float64Array(1024).fill(1); // 2^-exponent, by the exponent's bits
for (let biased = 1022; biased >= 0; biased -= 1) SCALES[biased] = 2 * SCALES[biased + 1];
const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
number[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1; // the place of the sign and the exponent, by the machine's order of bytes

/**
 * -p ln p in nats, 0 where p is 0, within 2e-16: a table of logarithms and a short series of additions and
 * multiplications, so that every engine gives the same bits. With p = 2^e m, a = the multiple of 1/128 nearest to m and
 * r = (m - a) / a: ln p = e ln 2 + ln a + r - r^2/2 + … + r^7/7, and |r| <= 1/256 leaves 1e-20.
 *
 * @param p in [0, 2); below 2^-1022 it counts as 0
 */
export function entropyTerm(p: number): number {
  if (!(p >= SMALLEST)) return 0;
  number[0] = p;
  const biased = words[HIGH] >>> 20;
  const m = p * SCALES[biased];
  const i = ((m - 1) * STEPS + 0.5) | 0;
  const r = (m - (1 + i / STEPS)) * RECIPROCALS[i];
  const r2 = r * r;
  const series = r + r2 * (-1 / 2 + r / 3 + r2 * (-1 / 4 + r / 5 + r2 * (-1 / 6 + r / 7)));
  return 0 - p * ((biased - 1023) * LOGS[STEPS] + LOGS[i] + series);
}
