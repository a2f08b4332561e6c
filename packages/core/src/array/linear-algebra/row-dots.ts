/** Dot products of many rows with many vectors, in float64: a matrix product on one thread. */

/**
 * out[(i - from) m + k] = sum_j data[i cols + j] vectors[k cols + j] for the rows i in [from, to) and the m vectors, each
 * added up in the order of j. Four rows are taken with two vectors at once, so that a value read is used more than once;
 * the sums are the same as one by one.
 */
export function rowDots(
  data: Float64Array,
  cols: number,
  from: number,
  to: number,
  vectors: Float64Array,
  m: number,
  out: Float64Array,
): void {
  let i = from;
  for (; i + 4 <= to; i += 4) {
    let k = 0;
    for (; k + 2 <= m; k += 2) fourByTwo(data, cols, i, vectors, k, out, (i - from) * m + k, m);
    if (k < m)
      for (let r = i; r < i + 4; r += 1)
        out[(r - from) * m + k] = dot(data, r * cols, vectors, k * cols, cols);
  }
  for (; i < to; i += 1)
    for (let k = 0; k < m; k += 1) out[(i - from) * m + k] = dot(data, i * cols, vectors, k * cols, cols);
}

/** sum_j x[p + j] y[q + j] over `count` values, in the order of j. */
export function dot(x: Float64Array, p: number, y: Float64Array, q: number, count: number): number {
  let sum = 0;
  for (let j = 0; j < count; j += 1) sum += x[p + j] * y[q + j];
  return sum;
}

function fourByTwo(
  x: Float64Array,
  cols: number,
  i: number,
  y: Float64Array,
  k: number,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  const p = i * cols;
  const q = p + cols;
  const r = q + cols;
  const s = r + cols;
  const u = k * cols;
  const v = u + cols;
  for (let j = 0; j < cols; j += 1) {
    const first = y[u + j];
    const second = y[v + j];
    const x0 = x[p + j];
    const x1 = x[q + j];
    const x2 = x[r + j];
    const x3 = x[s + j];
    a += x0 * first;
    c += x1 * first;
    e += x2 * first;
    g += x3 * first;
    b += x0 * second;
    d += x1 * second;
    f += x2 * second;
    h += x3 * second;
  }
  out[at] = a;
  out[at + 1] = b;
  out[at + stride] = c;
  out[at + stride + 1] = d;
  out[at + 2 * stride] = e;
  out[at + 2 * stride + 1] = f;
  out[at + 3 * stride] = g;
  out[at + 3 * stride + 1] = h;
}
