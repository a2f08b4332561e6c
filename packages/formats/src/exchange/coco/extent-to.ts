/** Widths from which corners are found again. */

/**
 * A number w with `from + w === to` in float64, for 0 <= from < to, where there is one: the rounded difference to - from
 * or a neighbour of it. There is none where every sum lies in the middle between two numbers and is rounded to the other;
 * `from + w` is then a neighbour of `to`, and for that neighbour there is one.
 */
export function extentTo(from: number, to: number): number {
  const d = to - from;
  const rounded = Number(d.toPrecision(15)); // the width that was once written, with fewer digits than the difference
  return [rounded, d, neighbour(d, 1), neighbour(d, -1)].find((w) => from + w === to) ?? d;
}

/** The next larger (1) or smaller (-1) float64 of a positive number. */
function neighbour(value: number, step: 1 | -1): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(step));
  return view.getFloat64(0);
}
