/** The number just below another. */

const bits = new DataView(new ArrayBuffer(8));

/** The largest float64 below a positive finite x, so that d <= nextBelow(x) says d < x. */
export function nextBelow(x: number): number {
  bits.setFloat64(0, x);
  bits.setBigUint64(0, bits.getBigUint64(0) - 1n);
  return bits.getFloat64(0);
}
