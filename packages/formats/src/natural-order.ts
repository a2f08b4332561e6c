/** The order a person expects of names: runs of digits compare as numbers, all else by code unit. */

/**
 * Compares two names: negative, zero or positive as `a` sorts before, with or after `b`. "img2" comes before "img10";
 * numbers that are equal but written differently ("01", "1") fall back to plain code-unit order, so the order is total.
 */
export function compareNatural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order =
      isDigits(left[i]) && isDigits(right[i]) ? byValue(left[i], right[i]) : byUnit(left[i], right[i]);
    if (order !== 0) return order;
  }
  return left.length - right.length || byUnit(a, b);
}

function isDigits(text: string): boolean {
  return text[0] >= "0" && text[0] <= "9";
}

/** By number of significant digits, then digit by digit: exact for runs too long for a double. */
function byValue(a: string, b: string): number {
  const x = a.replace(/^0+/, "");
  const y = b.replace(/^0+/, "");
  return x.length - y.length || byUnit(x, y);
}

function byUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
