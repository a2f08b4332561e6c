// Squared distances in float32, four lanes and four sums at a time: quick, and within a known bound of the exact ones.

const BLOCK: i32 = 128; // columns between two looks at the limit

/** a b + c; rounded once or twice, which the error bound allows for. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

export function sumOf(a: v128): f32 {
  const pairs = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/**
 * sum_j (x_j - y_j)^2, or as soon as a sum over the first columns has passed `limit`, that sum.
 * `width`: columns, filled up with zeros to a multiple of 16.
 */
export function squared(x: usize, y: usize, width: i32, limit: f32): f32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let total: f32 = 0;
  const end = x + ((<usize>width) << 2);
  while (x < end) {
    const stop = min(end, x + BLOCK * 4);
    for (; x < stop; x += 64, y += 64) {
      const e = f32x4.sub(v128.load(x), v128.load(y));
      const f = f32x4.sub(v128.load(x, 16), v128.load(y, 16));
      const g = f32x4.sub(v128.load(x, 32), v128.load(y, 32));
      const h = f32x4.sub(v128.load(x, 48), v128.load(y, 48));
      a = madd(e, e, a);
      b = madd(f, f, b);
      c = madd(g, g, c);
      d = madd(h, h, d);
    }
    total = sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
    if (total > limit) return total;
  }
  return total;
}
