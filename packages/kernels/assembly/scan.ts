// Exact sums of many rows at once: each lane of a vector is a row of its own, so each is still added up in index order.

/** Rows that are measured together. */
const GROUP: i32 = 8;

function at(array: usize, i: i32, shift: usize): usize {
  return array + ((<usize>i) << shift);
}

/** Columns j and j+1 of two rows side by side, from (x_j, y_j, x_j+1, y_j+1): the first two, and the last two. */
function firstPair(both: v128): v128 {
  return f64x2.promote_low_f32x4(both);
}
function lastPair(both: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(both, both, 2, 3, 2, 3));
}

/** Puts columns j..j+3 of two float32 rows side by side in float64: row by row at `to`, 64 bytes between columns. */
function interleave(x: usize, y: usize, to: usize): void {
  const a = v128.load(x);
  const b = v128.load(y);
  const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  v128.store(to, firstPair(low));
  v128.store(to, lastPair(low), 64);
  v128.store(to, firstPair(high), 128);
  v128.store(to, lastPair(high), 192);
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
    if (m == 1) {
      for (let k = 0; k < GROUP; k += 4)
        scanFour(distances, at(rows, i + k, 2), cols, others, at(out, i + k, 3));
      continue;
    }
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

/** Four rows with one other, without the detour of a tile. */
function scanFour(distances: bool, rows: usize, cols: i32, other: usize, out: usize): void {
  const p = <usize>load<u32>(rows);
  const q = <usize>load<u32>(rows, 4);
  const r = <usize>load<u32>(rows, 8);
  const s = <usize>load<u32>(rows, 12);
  let a = f64x2.splat(0);
  let b = a;
  let j: i32 = 0;
  for (; j + 4 <= cols; j += 4) {
    const column = at(0, j, 2);
    const x = v128.load(p + column);
    const y = v128.load(q + column);
    const z = v128.load(r + column);
    const w = v128.load(s + column);
    const low = v128.shuffle<f32>(x, y, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(x, y, 2, 6, 3, 7);
    const low2 = v128.shuffle<f32>(z, w, 0, 4, 1, 5);
    const high2 = v128.shuffle<f32>(z, w, 2, 6, 3, 7);
    const o = at(other, j, 3);
    const c = v128.load_splat<f64>(o);
    const d = v128.load_splat<f64>(o + 8);
    const e = v128.load_splat<f64>(o + 16);
    const f = v128.load_splat<f64>(o + 24);
    if (distances) {
      a = addSquare(a, firstPair(low), c);
      b = addSquare(b, firstPair(low2), c);
      a = addSquare(a, lastPair(low), d);
      b = addSquare(b, lastPair(low2), d);
      a = addSquare(a, firstPair(high), e);
      b = addSquare(b, firstPair(high2), e);
      a = addSquare(a, lastPair(high), f);
      b = addSquare(b, lastPair(high2), f);
    } else {
      a = f64x2.add(a, f64x2.mul(firstPair(low), c));
      b = f64x2.add(b, f64x2.mul(firstPair(low2), c));
      a = f64x2.add(a, f64x2.mul(lastPair(low), d));
      b = f64x2.add(b, f64x2.mul(lastPair(low2), d));
      a = f64x2.add(a, f64x2.mul(firstPair(high), e));
      b = f64x2.add(b, f64x2.mul(firstPair(high2), e));
      a = f64x2.add(a, f64x2.mul(lastPair(high), f));
      b = f64x2.add(b, f64x2.mul(lastPair(high2), f));
    }
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  for (; j < cols; j += 1) {
    const y = load<f64>(at(other, j, 3));
    addTerm(distances, at(p, j, 2), y, out);
    addTerm(distances, at(q, j, 2), y, out + 8);
    addTerm(distances, at(r, j, 2), y, out + 16);
    addTerm(distances, at(s, j, 2), y, out + 24);
  }
}

function addSquare(sum: v128, x: v128, y: v128): v128 {
  const difference = f64x2.sub(x, y);
  return f64x2.add(sum, f64x2.mul(difference, difference));
}

function addTerm(distances: bool, x: usize, y: f64, sum: usize): void {
  const value = <f64>load<f32>(x);
  const difference = value - y;
  store<f64>(sum, load<f64>(sum) + (distances ? difference * difference : value * y));
}
