// Exact sums of many rows at once: each lane of a vector is a row of its own, so each is still added up in index order.

/** Rows that are measured together. */
const GROUP: i32 = 8;

function at(array: usize, i: i32, shift: usize): usize {
  return array + ((<usize>i) << shift);
}

/** Puts columns j..j+3 of two float32 rows side by side in float64: row by row at `to`, 64 bytes between columns. */
function interleave(x: usize, y: usize, to: usize): void {
  const a = v128.load(x);
  const b = v128.load(y);
  v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<f32>(a, b, 0, 4, 0, 4)));
  v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<f32>(a, b, 1, 5, 1, 5)), 64);
  v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<f32>(a, b, 2, 6, 2, 6)), 128);
  v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<f32>(a, b, 3, 7, 3, 7)), 192);
}

/** The group of 8 rows in float64, column by column: (cols, 8). `rows`: their addresses. */
function transpose(rows: usize, cols: i32, to: usize): void {
  for (let k = 0; k < GROUP; k += 2) {
    const x = <usize>load<u32>(at(rows, k, 2));
    const y = <usize>load<u32>(at(rows, k + 1, 2));
    const lane = at(to, k, 3);
    let j = 0;
    for (; j + 4 <= cols; j += 4) interleave(at(x, j, 2), at(y, j, 2), at(lane, j, 6));
    for (; j < cols; j += 1) {
      store<f64>(at(lane, j, 6), <f64>load<f32>(at(x, j, 2)));
      store<f64>(at(lane, j, 6), <f64>load<f32>(at(y, j, 2)), 8);
    }
  }
}

/**
 * Products or squared distances of `count` rows with `m` others, float64 in index order, at out[o * outStride + i].
 * `rows`: addresses of the rows, filled up to a multiple of 8 with any of them; `others`: (m, cols) in float64;
 * `tile`: room for (cols, 8) float64; `out`: room for a multiple of 8 a row.
 */
export function exactScan(
  distances: bool,
  rows: usize,
  count: i32,
  cols: i32,
  others: usize,
  m: i32,
  tile: usize,
  out: usize,
  outStride: i32,
): void {
  for (let i = 0; i < count; i += GROUP) {
    transpose(at(rows, i, 2), cols, tile);
    for (let o = 0; o < m; o += 1) {
      const other = at(others, o * cols, 3);
      const to = at(out, o * outStride + i, 3);
      if (distances) measure(tile, other, cols, to);
      else multiply(tile, other, cols, to);
    }
  }
}

function measure(tile: usize, other: usize, cols: i32, out: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const end = at(other, cols, 3);
  for (; other < end; other += 8, tile += 64) {
    const y = v128.load_splat<f64>(other);
    const e = f64x2.sub(v128.load(tile), y);
    const f = f64x2.sub(v128.load(tile, 16), y);
    const g = f64x2.sub(v128.load(tile, 32), y);
    const h = f64x2.sub(v128.load(tile, 48), y);
    a = f64x2.add(a, f64x2.mul(e, e));
    b = f64x2.add(b, f64x2.mul(f, f));
    c = f64x2.add(c, f64x2.mul(g, g));
    d = f64x2.add(d, f64x2.mul(h, h));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

function multiply(tile: usize, other: usize, cols: i32, out: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const end = at(other, cols, 3);
  for (; other < end; other += 8, tile += 64) {
    const y = v128.load_splat<f64>(other);
    a = f64x2.add(a, f64x2.mul(v128.load(tile), y));
    b = f64x2.add(b, f64x2.mul(v128.load(tile, 16), y));
    c = f64x2.add(c, f64x2.mul(v128.load(tile, 32), y));
    d = f64x2.add(d, f64x2.mul(v128.load(tile, 48), y));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}
