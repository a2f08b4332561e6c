/** An exponential that is the same on every machine. */

const LN2_HIGH = 6.9314718036912381649e-1; // ln 2 without its last 21 bits, so a small multiple of it is exact
const LN2_LOW = 1.90821492927058770002e-10;
const TERMS = 14;

/**
 * e^x within two units of the last place, from additions, multiplications and divisions only, so that every engine gives
 * the same bits (`Math.exp` may not). With x = k ln 2 + r and |r| <= ln 2 / 2: e^x = 2^k (1 + r + r^2/2! + …); fourteen
 * terms leave an error below 1e-17. Below -745 it is 0, above 709.78 Infinity.
 */
export function exponential(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let i = TERMS; i > 0; i -= 1) sum = 1 + (r * sum) / i;
  if (k > -1022 && k < 1023) return sum * powerOfTwo(k);
  return sum * powerOfTwo(k >> 1) * powerOfTwo(k - (k >> 1));
}

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for k in [-1022, 1023], exactly. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
