/** IEEE 754 half-precision floats by their bits. */

/**
 * halfFloats[bits] is the number of those 16 bits: sign, five bits of exponent e, ten bits of fraction f;
 * (1 + f / 1024) 2^(e - 15), or f / 1024 2^-14 where e is 0, infinite or not a number where e is 31.
 */
export const halfFloats: Float32Array = Float32Array.from({ length: 65536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
});
