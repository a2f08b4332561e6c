/** An exponential that is the same on every machine. */

const PARTS = 64; // of an octave
const LN2_HIGH = 6.9314718036912381649e-1; // ln 2 without its last 21 bits, so a small multiple of it is exact
const LN2_LOW = 1.90821492927058770002e-10;
const TERMS = 20;
const POWERS = new Float64Array(2046).fill(1); // 2^(i - 1022)
for (let i = 1023; i < POWERS.length; i += 1) POWERS[i] = 2 * POWERS[i - 1];
for (let i = 1021; i >= 0; i -= 1) POWERS[i] = POWERS[i + 1] / 2;
const ROOTS = Float64Array.from({ length: PARTS }, (_, i) => series((i * Math.LN2) / PARTS)); // 2^(i / 64)

/**
 * e^x within a unit and a half of the last place, from additions, multiplications and a table, so that every engine gives the
 * same bits (`Math.exp` may not). With x = (64 k + i) ln 2 / 64 + r and |r| <= ln 2 / 128:
 * e^x = 2^k 2^(i/64) (1 + r + r^2/2! + … + r^6/6!), which leaves an error below 1e-19. Below -745 it is 0, above 709.78
 * Infinity.
 */
export function exponential(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.2) return 0;
  const steps = Math.round(x * (PARTS / Math.LN2));
  const r = x - steps * (LN2_HIGH / PARTS) - steps * (LN2_LOW / PARTS);
  const k = steps >> 6;
  const root = ROOTS[steps & (PARTS - 1)];
  const r2 = r * r;
  const value = root + root * (r + r2 * (1 / 2 + r / 6 + r2 * (1 / 24 + r / 120 + r2 / 720)));
  if (k > -1022 && k < 1023) return value * POWERS[k + 1022];
  return value * POWERS[(k >> 1) + 1022] * POWERS[k - (k >> 1) + 1022];
}

/** e^x for x in [0, ln 2); twenty terms leave an error below 1e-20. */
function series(x: number): number {
  let sum = 1;
  for (let i = TERMS; i > 0; i -= 1) sum = 1 + (x * sum) / i;
  return sum;
}
