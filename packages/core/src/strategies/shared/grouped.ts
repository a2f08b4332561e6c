/** Writes numbers for people. */

/** A whole number with a comma between thousands: 9900 becomes "9,900". */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Three significant digits, without an exponent where a person would write none. */
export function shortNumber(x: number): string {
  if (x === 0) return "0";
  const size = Math.abs(x);
  return size >= 1e-3 && size < 1e6 ? String(Number(x.toPrecision(3))) : x.toExponential(2);
}
