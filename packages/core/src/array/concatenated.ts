/** Two lists of rows as one. */

/** A new list of `a` and, after it, `b`. */
export function concatenated(a: Int32Array, b: Int32Array): Int32Array {
  const out = new Int32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
