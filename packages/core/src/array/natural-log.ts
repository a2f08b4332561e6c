/** A natural logarithm that is the same on every machine. */

const LN2_HIGH = 6.9314718036912381649e-1; // ln 2 without its last 21 bits, so a small multiple of it is exact
const LN2_LOW = 1.90821492927058770002e-10;
const RECIPROCALS = Float64Array.from({ length: 11 }, (_, i) => 1 / (23 - 2 * i)); // 1/23, 1/21, …, 1/3
const bits = new DataView(new ArrayBuffer(8));

/**
 * ln x within one unit of the last place or two, from additions, multiplications and one division only, so that every
 * engine gives the same bits (`Math.log` may not). With x = 2^e m and m in [sqrt(1/2), sqrt 2), s = (m - 1) / (m + 1):
 * ln x = e ln 2 + 2 s (1 + s^2/3 + s^4/5 + …); twelve terms leave an error below 1e-18.
 *
 * @param x finite; ln 0 is -Infinity, ln of a negative number NaN
 */
export function naturalLog(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0) || x === Infinity) return x === Infinity ? Infinity : NaN;
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54 lifts a subnormal number
    exponent = -54;
  }
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  exponent += (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    exponent += 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let series = 0;
  for (let i = 0; i < RECIPROCALS.length; i += 1) series = (series + RECIPROCALS[i]) * z;
  return exponent * LN2_HIGH + (2 * s + (2 * s * series + exponent * LN2_LOW));
}
